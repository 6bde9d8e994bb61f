// SPDX-License-Identifier: GPL-3.0-only
// What takes a while and goes on behind the window, such as reading a file: a line
// each, with how far it is and a button that cancels it. What is over soon is not
// shown at all.
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QFrame>

class QLabel;
class QProgressBar;
class QPushButton;

namespace Gantry::Inspector {

//! One line; made by TaskStrip::add().
class Task final : public QFrame
{
    Q_OBJECT

public:
    //! What is over before is never shown: it would only flicker.
    static constexpr std::chrono::milliseconds ShowDelay{250};

    Task(const QString &text, QWidget *parent);

    QString text() const;
    void setText(const QString &text);
    //! \a total 0: nobody knows how much there is.
    void setProgress(qint64 done, qint64 total);
    //! It is over: the line goes.
    void finish();
    //! As the button does.
    void cancel();

Q_SIGNALS:
    //! The person does not want it any more; whoever works at it calls finish().
    void cancelled();

private:
    QLabel *m_text;
    QProgressBar *m_bar;
    QPushButton *m_cancel;
    QTimer m_delay;
};

class TaskStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit TaskStrip(QWidget *parent = nullptr);

    //! Owned by the strip; gone after Task::finish().
    Task *add(const QString &text);
};

} // namespace Gantry::Inspector
