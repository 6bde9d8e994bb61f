// SPDX-License-Identifier: GPL-3.0-only
#include "ui/framespage.h"

#include "decode/frametext.h"
#include "decode/wamptext.h"
#include "ui/fieldtree.h"
#include "ui/framepage.h"

#include <QtCore/QLocale>
#include <QtCore/QSignalBlocker>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QTreeWidget>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int SequenceRole = Qt::UserRole;
constexpr int RowsInSight = 6;

QString placeText(const Fragment &fragment)
{
    const QLocale locale;
    return fragment.size == 0 ? u"–"_s
                              : u"%1 … %2"_s.arg(locale.toString(fragment.begin),
                                                 locale.toString(fragment.begin + fragment.size - 1));
}

QString flagsText(const Core::FrameHeader &header)
{
    QStringList flags;
    if (header.fin) {
        flags << u"FIN"_s;
    }
    if ((header.rsv & Core::Rsv1) != 0) {
        flags << u"RSV1"_s;
    }
    return flags.join(u' ');
}

} // namespace

FramesPage::FramesPage(const RecordStore *store, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_summary(new QLabel(this))
    , m_list(makeFieldTree({tr("Record"), tr("Opcode"), tr("Flags"), tr("On the wire"), tr("Payload"),
                            tr("Octets of the message"), tr("After the first")},
                           this))
    , m_header(new FramePage(this))
{
    m_summary->setContentsMargins(8, 6, 8, 6);
    m_list->setRootIsDecorated(false);
    m_list->setAccessibleName(tr("Frames of the message"));
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setToolTip(tr("Choose a frame to see its header; Enter goes to its row"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_summary);
    layout->addWidget(m_list);
    layout->addWidget(m_header, 1);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &FramesPage::showChosen);
    connect(m_list, &QTreeWidget::itemActivated, this, [this](const QTreeWidgetItem *item) {
        Q_EMIT jumpRequested(item->data(0, SequenceRole).toULongLong());
    });
}

void FramesPage::showFrames(quint64 sequence, const Tap::FrameRecord &frame, const MessageFragments &message,
                            std::optional<Core::Role> role)
{
    m_role = role;
    m_frame = frame;
    const bool isFragmented = message.fragments.size() > 1 || !message.isComplete;
    m_summary->setVisible(isFragmented);
    m_list->setVisible(isFragmented);
    if (isFragmented) {
        const QSignalBlocker blocker(m_list);
        fillList(message);
        for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
            if (m_list->topLevelItem(row)->data(0, SequenceRole).toULongLong() == sequence) {
                m_list->setCurrentItem(m_list->topLevelItem(row));
            }
        }
    }
    m_header->showFrame(m_frame, m_role);
}

void FramesPage::fillList(const MessageFragments &message)
{
    const Fragment &last = message.fragments.back();
    QString summary =
        tr("%1 frames make a message of %2")
            .arg(QLocale().toString(message.fragments.size()), octetsText(quint64(last.begin + last.size)));
    if (message.between > 0) {
        summary += tr(", with %1 other frames between them").arg(QLocale().toString(message.between));
    }
    if (!message.isComplete) {
        summary += u" — ⚠ "_s + tr("the message is not complete here");
    }
    m_summary->setText(summary);

    m_list->clear();
    QList<QTreeWidgetItem *> items;
    for (const Fragment &fragment : message.fragments) {
        auto *item = new QTreeWidgetItem(
            QStringList{QLocale().toString(fragment.sequence), opcodeText(fragment.header.opcode),
                        flagsText(fragment.header), octetsText(fragment.header.payloadLength),
                        octetsText(quint64(fragment.size)), placeText(fragment),
                        durationText(fragment.timeNs - message.fragments.front().timeNs)});
        item->setData(0, SequenceRole, fragment.sequence);
        items << item;
    }
    m_list->addTopLevelItems(items);
    fitFieldTree(*m_list);
    const int rows = std::min(int(message.fragments.size()), RowsInSight);
    const int rowHeight = m_list->sizeHintForRow(0);
    m_list->setFixedHeight(m_list->header()->sizeHint().height() + rows * rowHeight + rowHeight / 2);
}

void FramesPage::showChosen()
{
    const QTreeWidgetItem *item = m_list->currentItem();
    const quint64 sequence = item ? item->data(0, SequenceRole).toULongLong() : 0;
    if (!m_store->contains(sequence)) {
        return;
    }
    const Tap::Record &record = m_store->at(sequence);
    if (const auto *frame = std::get_if<Tap::FrameRecord>(&record)) {
        m_frame = *frame;
        m_header->showFrame(m_frame, m_role);
    }
}

void FramesPage::showAgain()
{
    m_header->showFrame(m_frame, m_role);
}

} // namespace Gantry::Inspector
