// SPDX-License-Identifier: GPL-3.0-only
#include "ui/handshakepage.h"

#include "decode/handshakefacts.h"
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
    , m_tree(makeFieldTree({tr("Field"), tr("Value"), tr("Meaning")}, this))
{
    m_tree->setAccessibleName(tr("Opening handshake"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tree);
}

void HandshakePage::showHandshake(const Tap::OpenRecord &open)
{
    m_tree->clear();
    addFieldGroup(*m_tree, agreedGroup(open));
    if (const FieldGroup checked = checkedGroup(open); !checked.fields.isEmpty()) {
        addFieldGroup(*m_tree, checked);
    }
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
