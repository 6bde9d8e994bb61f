// SPDX-License-Identifier: GPL-3.0-only
#include "ui/rowmenu.h"

#include "decode/frametext.h"
#include "export/copyas.h"
#include "filter/filterquote.h"
#include "models/framecells.h"
#include "models/wampindex.h"
#include "store/recordstore.h"
#include "ui/capturepage.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

QString wampExpression(const WampIndex &index, quint64 sequence)
{
    const auto facts = index.factsOf(sequence);
    if (!facts) {
        return {};
    }
    if (!facts->uri.isEmpty()) {
        return u"wamp.uri == %1"_s.arg(quoted(QString::fromUtf8(facts->uri)));
    }
    return facts->type.isEmpty() ? QString() : u"wamp.type == %1"_s.arg(QString::fromLatin1(facts->type));
}

QString directionExpression(const RecordIndex &record)
{
    const auto direction = record.direction();
    if (!direction) {
        return {};
    }
    return *direction == Core::Direction::Sent ? u"dir == send"_s : u"dir == recv"_s;
}

void copy(const QByteArray &text)
{
    QGuiApplication::clipboard()->setText(QString::fromUtf8(text));
}

} // namespace

QString cellExpression(const CapturePage &page, quint64 sequence, int column)
{
    if (!page.store()->contains(sequence)) {
        return {};
    }
    const RecordIndex &record = page.store()->indexAt(sequence);
    switch (FrameColumn(column)) {
    case FrameColumn::Connection:
        return u"conn == %1"_s.arg(record.connection);
    case FrameColumn::Direction:
        return directionExpression(record);
    case FrameColumn::Type:
        return record.isFrame() ? u"op == %1"_s.arg(record.opcode) : QString();
    case FrameColumn::WireSize:
        return record.isFrame() ? u"wire == %1"_s.arg(record.wireLength) : QString();
    case FrameColumn::Size:
        return record.isFrame() ? u"len == %1"_s.arg(record.payloadLength) : QString();
    case FrameColumn::Wamp:
    case FrameColumn::Pair:
        return wampExpression(*page.wampIndex(), sequence);
    default:
        return {};
    }
}

RowMenu::RowMenu(CapturePage *page, quint64 sequence, int column, const QList<QAction *> &actions,
                 QWidget *parent)
    : QMenu(parent)
    , m_page(page)
    , m_sequence(sequence)
{
    setAccessibleName(tr("Row"));
    for (QAction *action : actions) {
        if (action) {
            addAction(action);
        } else {
            addSeparator();
        }
    }
    addSeparator();
    addCopyAs();
    addFilters(column);
}

void RowMenu::addCopyAs()
{
    QMenu *menu = addMenu(tr("Copy &As"));
    const RecordStore *store = m_page->store();
    const Tap::OpenRecord *open =
        store->contains(m_sequence) ? store->openOf(store->indexAt(m_sequence).connection) : nullptr;
    menu->setEnabled(open != nullptr);
    if (!open) {
        return;
    }
    // The record may be gone when the menu is used.
    const Tap::Record record = store->at(m_sequence);
    const auto *known = std::get_if<Tap::FrameRecord>(&record);
    const auto frame = known ? std::optional(*known) : std::nullopt;
    menu->addAction(tr("&websocat Command"), this,
                    [open = *open, frame] { copy(websocatCommand(open, frame ? &*frame : nullptr)); });
    menu->addAction(tr("&curl Command"), this, [open = *open] { copy(curlCommand(open)); });
    menu->addAction(tr("C++ with &Gantry"), this,
                    [open = *open, frame] { copy(gantryProgram(open, frame ? &*frame : nullptr)); });
    menu->setToolTipsVisible(true);
    for (QAction *action : menu->actions()) {
        action->setToolTip(tr("With the headers of the handshake, also those that are secret"));
    }
}

void RowMenu::addFilters(int column)
{
    const auto add = [this](const QString &text, const QString &expression) {
        QAction *action = addAction(text, this, [this, expression] { Q_EMIT filterWanted(expression); });
        action->setEnabled(!expression.isEmpty());
        action->setToolTip(expression);
    };
    add(tr("Filter by This Co&nnection"), cellExpression(*m_page, m_sequence, int(FrameColumn::Connection)));
    const QString value = cellExpression(*m_page, m_sequence, column);
    add(value.isEmpty() ? tr("Filter by This &Value")
                        : tr("&Filter by %1").arg(QString(value).replace(u'&', u"&&"_s)),
        value);
}

} // namespace Gantry::Inspector
