// SPDX-License-Identifier: GPL-3.0-only
#include "ui/handshakepage.h"

#include "decode/payloadtext.h"
#include "ui/fieldtree.h"

#include <QtWidgets/QTreeWidget>
#include <QtWidgets/QVBoxLayout>

namespace Gantry::Inspector {

namespace {

//! A header value is at most some KiB; what is longer is not read in a table.
constexpr qsizetype ValueCharacters = 4096;

QTreeWidgetItem *addField(QTreeWidgetItem *group, const QString &name, const QByteArray &value)
{
    auto *item = new QTreeWidgetItem(group, {name, previewLine(value, ValueCharacters)});
    setFixedFont(*item, 1);
    item->setToolTip(1, item->text(1));
    return item;
}

void makeGroup(QTreeWidgetItem *item)
{
    QFont bold = item->treeWidget()->font();
    bold.setBold(true);
    item->setFont(0, bold);
    item->setExpanded(true);
}

} // namespace

HandshakePage::HandshakePage(QWidget *parent)
    : QWidget(parent)
    , m_tree(makeFieldTree({tr("Field"), tr("Value")}, this))
{
    m_tree->setAccessibleName(tr("Opening handshake"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tree);
}

void HandshakePage::showHandshake(const Tap::OpenRecord &open)
{
    m_tree->clear();
    auto *agreed = new QTreeWidgetItem(m_tree, {tr("Agreed"), previewLine(open.url, ValueCharacters)});
    addField(agreed, tr("Peer"), open.peer);
    addField(agreed, tr("Subprotocol"), open.subprotocol.isEmpty() ? tr("none").toUtf8() : open.subprotocol);
    addField(agreed, tr("Extensions"), open.extensions.isEmpty() ? tr("none").toUtf8() : open.extensions);
    makeGroup(agreed);
    addGroup(tr("Request"), open.requestLine, open.request);
    addGroup(tr("Response"), open.statusLine.isEmpty() ? tr("none came").toUtf8() : open.statusLine,
             open.response);
    fitFieldTree(*m_tree);
}

void HandshakePage::addGroup(const QString &title, const QByteArray &line, const Core::HeaderFields &fields)
{
    auto *group = new QTreeWidgetItem(m_tree, {title, previewLine(line, ValueCharacters)});
    setFixedFont(*group, 1);
    for (const Core::HeaderField &field : fields.all()) {
        addField(group, previewLine(field.name), field.value);
    }
    makeGroup(group);
}

} // namespace Gantry::Inspector
