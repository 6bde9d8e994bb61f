// SPDX-License-Identifier: GPL-3.0-only
// The row above the table: the filter and whether it is right, what becomes of the other
// rows, how far the search got, what a pause holds back and what had to be dropped. Its
// height never changes, so that what it tells does not move the table.
#pragma once

#include "filter/filter.h"
#include "models/capturefilter.h"
#include "models/framemodel.h"

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

class QComboBox;
class QLabel;
class QToolButton;

namespace Gantry::Inspector {

class ElidedLabel;
class FilterEdit;

class FilterBar final : public QWidget
{
    Q_OBJECT

public:
    //! Typing on restarts this; the filter is applied when it ends, or with Enter.
    static constexpr std::chrono::milliseconds TypingPause{150};
    static constexpr qsizetype MaxRecent = 15;

    enum class State : quint8 { Empty, Unfinished, Right, Wrong };

    explicit FilterBar(QWidget *parent = nullptr);

    FilterEdit *edit() const { return m_edit; }
    void focusFilter();
    //! Writes \a expression and applies it.
    void setExpression(const QString &expression);
    State state() const noexcept { return m_state; }
    //! What the bar says about the filter.
    QString message() const;

    FrameModel::FilterMode mode() const;
    void setMode(FrameModel::FilterMode mode);
    void toggleMode();

    //! Filters that were used, the last one first.
    const QStringList &recentFilters() const noexcept { return m_recent; }
    void setRecentFilters(const QStringList &filters)
    {
        m_recent = filters.first(std::min(MaxRecent, filters.size()));
    }

    //! How many rows are marked; -1: none are, as the others are hidden.
    void setMarked(int rows);
    void setTimeRange(const std::optional<TimeRange> &range);
    //! 0 to 99 while the filter works, 100 when it is done.
    void setScanPercent(int percent);
    void setHeldBack(bool paused, quint64 records);
    void setTrimmed(quint64 records, qint64 maxBytes);

Q_SIGNALS:
    //! Only of filters that are right.
    void filterChanged(const Gantry::Inspector::Filter &filter);
    void modeChanged(Gantry::Inspector::FrameModel::FilterMode mode);
    void timeRangeCleared();
    //! Escape: the filter is empty and the focus belongs to the table.
    void left();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QLabel *makeBadge(const QString &name);
    void addModes();
    void addRecent();
    void judge();
    void showState(State state, const QString &message);
    void showMessage();
    void colorState();
    void apply();
    void applyAndRemember();
    void remember(const QString &expression);
    void clear();

    FilterEdit *m_edit;
    ElidedLabel *m_message;
    QComboBox *m_mode;
    QToolButton *m_recentButton;
    QToolButton *m_range;
    QLabel *m_scan;
    QLabel *m_paused;
    QLabel *m_trimmed;
    QTimer m_typing;
    QStringList m_recent;
    State m_state = State::Empty;
    QString m_verdict;
    int m_marked = -1;
};

} // namespace Gantry::Inspector
