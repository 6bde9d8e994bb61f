// SPDX-License-Identifier: GPL-3.0-only
// The row above the table: the filter, how far it got, what a pause holds back and
// what had to be dropped. Its height never changes, so that what it tells does not
// move the table.
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

class QLabel;
class QLineEdit;

namespace Gantry::Inspector {

class FilterBar final : public QWidget
{
    Q_OBJECT

public:
    //! Typing on restarts this; the filter is applied when it ends, or with Enter.
    static constexpr std::chrono::milliseconds TypingPause{150};

    explicit FilterBar(QWidget *parent = nullptr);

    QLineEdit *edit() const { return m_edit; }
    void focusFilter();
    //! 0 to 99 while the filter works, 100 when it is done.
    void setScanPercent(int percent);
    void setHeldBack(bool paused, quint64 records);
    void setTrimmed(quint64 records, qint64 maxBytes);

Q_SIGNALS:
    void filterChanged(const QString &text);
    //! Escape: the filter is empty and the focus belongs to the table.
    void left();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QLabel *makeBadge(const QString &name);
    void apply();

    QLineEdit *m_edit;
    QLabel *m_scan;
    QLabel *m_paused;
    QLabel *m_trimmed;
    QTimer m_typing;
};

} // namespace Gantry::Inspector
