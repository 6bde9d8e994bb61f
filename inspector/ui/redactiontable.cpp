// SPDX-License-Identifier: GPL-3.0-only
#include "ui/redactiontable.h"

#include <QtCore/QLocale>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QStyledItemDelegate>
#include <QtWidgets/QTreeWidget>
#include <QtWidgets/QVBoxLayout>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype MaxPlacesNamed = 6;

//! What is on the wire is read from left to right in every language.
class WireTextDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->direction = Qt::LeftToRight;
    }
};

} // namespace

RedactionTable::RedactionTable(QWidget *parent)
    : QWidget(parent)
    , m_summary(new QLabel(this))
    , m_table(new QTreeWidget(this))
{
    m_summary->setWordWrap(true);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setAccessibleName(tr("What is taken out"));
    m_table->setHeaderLabels({tr("Record"), tr("Where"), tr("Before"), tr("After")});
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    for (const int column : {2, 3}) {
        m_table->setItemDelegateForColumn(column, new WireTextDelegate(m_table));
    }
    m_table->setAlternatingRowColors(true);
    m_table->setAccessibleName(tr("Values before and after redaction"));
    m_table->header()->setSectionResizeMode(2, QHeaderView::Stretch);
    m_table->header()->setSectionResizeMode(3, QHeaderView::Stretch);
    m_table->header()->setStretchLastSection(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_summary);
    layout->addWidget(m_table, 1);
    m_thread.setMaxThreadCount(1);
}

RedactionTable::~RedactionTable()
{
    if (m_cancelled) {
        *m_cancelled = true;
    }
    m_thread.waitForDone(); // it reports to this object
}

void RedactionTable::preview(const RecordSnapshot &records, const RedactionOptions &options)
{
    if (m_cancelled) {
        *m_cancelled = true;
    }
    const auto cancelled = std::make_shared<std::atomic<bool>>(false); // the thread has it, too
    m_cancelled = cancelled;
    m_summary->setText(tr("Looking for what would be taken out…"));
    m_thread.start([this, records, options, cancelled] {
        const RedactionPreview found = previewOf(records, options, *cancelled);
        QMetaObject::invokeMethod(
            this,
            [this, found, cancelled] {
                if (!*cancelled) {
                    display(found);
                }
            },
            Qt::QueuedConnection);
    });
}

void RedactionTable::showNone()
{
    if (m_cancelled) {
        *m_cancelled = true;
    }
    m_table->clear();
    m_summary->setText(tr("Everything is written as it was, passwords and tokens too."));
}

QString RedactionTable::summary() const
{
    return m_summary->text();
}

void RedactionTable::display(const RedactionPreview &preview)
{
    m_table->clear();
    for (const RedactionExample &example : preview.examples) {
        auto *item =
            new QTreeWidgetItem(m_table,
                                {QLocale().toString(example.sequence),
                                 example.where.isEmpty() ? tr("message") : QString::fromUtf8(example.where),
                                 QString::fromUtf8(example.before), QString::fromUtf8(example.after)});
        item->setTextAlignment(0, Qt::AlignRight | Qt::AlignVCenter);
        item->setToolTip(2, item->text(2));
        item->setToolTip(3, item->text(3));
    }
    m_table->resizeColumnToContents(0);
    m_table->resizeColumnToContents(1);
    m_summary->setText(summaryOf(preview));
}

QString RedactionTable::summaryOf(const RedactionPreview &preview) const
{
    QString text;
    if (preview.plan.total() == 0) {
        text = tr("Nothing was found to take out.");
    } else {
        QStringList places;
        for (const RedactionItem &item : preview.plan.items().mid(0, MaxPlacesNamed)) {
            places.append(tr("%1 (%2)").arg(QString::fromUtf8(item.where), QLocale().toString(item.count)));
        }
        if (preview.plan.items().size() > MaxPlacesNamed) {
            places.append(u"…"_s);
        }
        text = tr("Taken out: %1.").arg(QLocale().createSeparatedList(places));
    }
    if (!preview.isWhole) {
        text += u' '
            + tr("The first %1 records were looked at; the export looks at all.")
                  .arg(QLocale().toString(preview.looked));
    }
    return text;
}

} // namespace Gantry::Inspector
