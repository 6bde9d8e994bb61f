// SPDX-License-Identifier: GPL-3.0-only
// The line in which a filter is written: suggests what may come next, and underlines what
// is wrong. Does not know what a filter does.
#pragma once

#include "filter/filtercompletion.h"

#include <QtWidgets/QLineEdit>

#include <functional>

class QAbstractItemView;
class QCompleter;
class QStandardItemModel;

namespace Gantry::Inspector {

class FilterEdit final : public QLineEdit
{
    Q_OBJECT

public:
    explicit FilterEdit(QWidget *parent = nullptr);

    //! Asked for what the capture has, whenever something is suggested.
    void setHints(std::function<FilterHints()> hints) { m_hints = std::move(hints); }
    //! Underlines \a length characters from \a position on; 0: nothing.
    void underline(qsizetype position, qsizetype length);
    //! Whether one of the suggestions is chosen, so that Enter means that one.
    bool isChoosing() const;
    QAbstractItemView *suggestions() const;

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    //! \a isAsked: the user wants to see what is possible, also where nothing stands yet.
    void suggest(bool isAsked);
    void insertSuggestion(const QModelIndex &index);

    std::function<FilterHints()> m_hints;
    QStandardItemModel *m_model;
    QCompleter *m_completer;
    FilterCompletion m_completion;
};

} // namespace Gantry::Inspector
