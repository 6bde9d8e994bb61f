// SPDX-License-Identifier: GPL-3.0-only
#include "ui/documentview.h"

#include "decode/documenttext.h"
#include "ui/documentdelegate.h"

#include <QtCore/QMetaMethod>
#include <QtCore/QScopedValueRollback>
#include <QtGui/QAction>
#include <QtGui/QClipboard>
#include <QtGui/QContextMenuEvent>
#include <QtGui/QFontDatabase>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QApplication>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QMenu>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! Opened when a document comes: what one sees at once, and no more.
constexpr int RowsOpenedAtOnce = 60;
constexpr int RowsOpenedOnDemand = 2000;

} // namespace

DocumentView::DocumentView(QWidget *parent)
    : QTreeView(parent)
    , m_model(new DocumentModel(this))
{
    setModel(m_model);
    setItemDelegate(new DocumentDelegate(this));
    setUniformRowHeights(true);
    setFrameShape(QFrame::NoFrame);
    setAlternatingRowColors(true);
    setLayoutDirection(Qt::LeftToRight); // names and values of a wire format
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setAccessibleName(tr("Values of the message"));
    header()->setFont(QApplication::font());
    constexpr int NameWidth = 200;
    constexpr int TypeWidth = 90;
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(DocumentModel::Value, QHeaderView::Stretch);
    header()->resizeSection(DocumentModel::Name, NameWidth);
    header()->resizeSection(DocumentModel::Type, TypeWidth);
}

void DocumentView::setDocument(const DocumentPointer &document)
{
    const QScopedValueRollback guard(m_isQuiet, true);
    m_model->setDocument(document);
    expandSome();
}

//! Level by level from the top, as long as not much becomes visible.
void DocumentView::expandSome()
{
    QModelIndexList level;
    int rows = m_model->rowCount();
    for (int row = 0; row < std::min(rows, RowsOpenedAtOnce); ++row) {
        level << m_model->index(row, 0);
    }
    while (!level.isEmpty()) {
        QModelIndexList next;
        for (const QModelIndex &index : std::as_const(level)) {
            const int children = m_model->rowCount(index);
            if (children == 0 || rows + children > RowsOpenedAtOnce) {
                continue;
            }
            expand(index);
            rows += children;
            for (int row = 0; row < children; ++row) {
                next << m_model->index(row, 0, index);
            }
        }
        level = next;
    }
}

void DocumentView::expandBelow()
{
    QModelIndexList open{currentIndex().siblingAtColumn(0)};
    int rows = 0;
    while (!open.isEmpty() && rows < RowsOpenedOnDemand) {
        const QModelIndex index = open.takeFirst();
        const int children = m_model->rowCount(index);
        if (children > 0) {
            expand(index);
        }
        for (int row = 0; row < children; ++row) {
            open << m_model->index(row, 0, index);
        }
        rows += children;
    }
}

void DocumentView::showNode(quint32 node)
{
    const QScopedValueRollback guard(m_isQuiet, true);
    const QModelIndex index = m_model->indexOf(node);
    if (index.isValid()) {
        setCurrentIndex(index);
        scrollTo(index);
    } else {
        setCurrentIndex({});
    }
}

void DocumentView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    if (!m_isQuiet && current.isValid()) {
        Q_EMIT nodeChosen(m_model->nodeOf(current));
    }
}

void DocumentView::copyValue() const
{
    if (const quint32 node = chosenNode(); node != 0) {
        QGuiApplication::clipboard()->setText(plainText(*m_model->document(), node));
    }
}

void DocumentView::copyPath() const
{
    QGuiApplication::clipboard()->setText(m_model->pathOf(currentIndex()));
}

QString DocumentView::filterOfChosen() const
{
    const quint32 node = chosenNode();
    const Document &document = *m_model->document();
    if (node == 0 || document.format() != DocumentFormat::Json || isContainer(document.at(node).type)) {
        return {};
    }
    constexpr qsizetype MaxFilterCharacters = 1000;
    return u"json.%1 == %2"_s.arg(nodePath(document, node), valueText(document, node, MaxFilterCharacters));
}

void DocumentView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copyValue();
    } else {
        QTreeView::keyPressEvent(event);
    }
}

void DocumentView::contextMenuEvent(QContextMenuEvent *event)
{
    if (!currentIndex().isValid()) {
        return;
    }
    QMenu menu(this);
    menu.addAction(tr("Copy &Value"), QKeySequence::Copy, this, &DocumentView::copyValue);
    menu.addAction(tr("Copy &Path"), this, &DocumentView::copyPath);
    const QString filter = filterOfChosen();
    QAction *copyFilter = menu.addAction(tr("Copy as &Filter"), this,
                                         [filter] { QGuiApplication::clipboard()->setText(filter); });
    QAction *apply =
        menu.addAction(tr("&Show Only Such Messages"), this, [this, filter] { Q_EMIT filterWanted(filter); });
    copyFilter->setEnabled(!filter.isEmpty());
    apply->setEnabled(!filter.isEmpty()
                      && isSignalConnected(QMetaMethod::fromSignal(&DocumentView::filterWanted)));
    menu.addSeparator();
    menu.addAction(tr("&Open All Below"), this, &DocumentView::expandBelow);
    menu.exec(event->globalPos());
}

} // namespace Gantry::Inspector
