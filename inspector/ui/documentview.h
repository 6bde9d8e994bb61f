// SPDX-License-Identifier: GPL-3.0-only
// The tree of a document: what a row is shows in its colour and its words, and rows can be
// copied as value, path or filter.
#pragma once

#include "models/documentmodel.h"

#include <QtWidgets/QTreeView>

namespace Gantry::Inspector {

class DocumentView final : public QTreeView
{
    Q_OBJECT

public:
    explicit DocumentView(QWidget *parent = nullptr);

    void setDocument(const DocumentPointer &document);
    const DocumentModel &documentModel() const noexcept { return *m_model; }

    //! Chooses \a node and brings it into sight; emits nothing.
    void showNode(quint32 node);
    quint32 chosenNode() const { return m_model->nodeOf(currentIndex()); }

    void copyValue() const;
    void copyPath() const;
    //! What finds messages that have this value at this place: json.$.a.b == 3
    QString filterOfChosen() const;

Q_SIGNALS:
    //! The user moved to another node.
    void nodeChosen(quint32 node);
    void filterWanted(const QString &expression);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void expandSome();
    void expandBelow();

    DocumentModel *m_model;
    bool m_isQuiet = false;
};

} // namespace Gantry::Inspector
