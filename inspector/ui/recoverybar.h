// SPDX-License-Identifier: GPL-3.0-only
// Offers the captures that crashed runs left behind, the newest first: Recover,
// Discard, or Later, which leaves them for the next time.
#pragma once

#include "store/capturefolder.h"
#include "ui/windowparts.h"

#include <QtCore/QPointer>
#include <QtCore/QThreadPool>
#include <QtWidgets/QFrame>

class QLabel;
class QPushButton;

namespace Gantry::Inspector {

class Task;

class RecoveryBar final : public QFrame
{
    Q_OBJECT

public:
    explicit RecoveryBar(const WindowParts &parts, QWidget *parent = nullptr);

    //! Looks for captures below \a root, in a thread, and shows itself if there are.
    void look(const QString &root);
    void offer(const QList<RecoverableCapture> &captures);

    QString text() const;

private:
    QPushButton *addButton(const QString &text, const QString &tip);
    void showOffer();
    void recover();
    void askToDiscard();
    void discard();
    void finishRecovery(quint64 records, quint64 unreadOctets);

    const WindowParts m_parts;
    QLabel *m_text;
    QPushButton *m_recover;
    QPushButton *m_discard;
    QPushButton *m_later;
    QList<RecoverableCapture> m_captures;
    QPointer<Task> m_task; //!< while one is being read
    bool m_wasCancelled = false;
    QThreadPool m_thread; //!< last: its end waits for what uses the rest
};

} // namespace Gantry::Inspector
