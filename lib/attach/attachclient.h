// SPDX-License-Identifier: MIT
// An inspector's end of the attach socket: connects, checks who answers, says which
// records it wants and hands them on. Slow readers lose records (the server counts
// them in DropRecords); the watched process never waits.
#pragma once

#include "attach/attachprotocol.h"
#include "attach/processinfo.h"
#include "tap/recordcodec.h"

#include <QtCore/QObject>
#include <QtNetwork/QLocalSocket>

namespace Gantry::Attach {

class AttachClient : public QObject
{
    Q_OBJECT

public:
    explicit AttachClient(QObject *parent = nullptr);
    ~AttachClient() override;

    //! attached() or errorOccurred() follows. Once an object.
    void connectTo(qint64 pid);
    void connectTo(const QString &socketPath);
    //! disconnected() follows if it was attached.
    void disconnectFromProcess();

    //! What is wanted; may change at any time.
    void setKinds(Tap::RecordKinds kinds);
    Tap::RecordKinds kinds() const noexcept { return m_kinds; }

    //! Valid from attached() on.
    const ProcessInfo &process() const noexcept { return m_process; }

Q_SIGNALS:
    void attached(const Gantry::Attach::ProcessInfo &process);
    //! In the order in which the process tells them: first an open for each live
    //! connection, then what happens.
    void recordsReady(const QList<Gantry::Tap::Record> &records);
    //! The process ended or stopped serving. Nothing follows.
    void disconnected();
    //! It cannot be watched (English). Nothing follows.
    void errorOccurred(const QString &text);

private:
    void readSocket();
    void readRecords(QByteArrayView bytes);
    void handleEnd();
    void sendKinds();
    void fail(const QString &text);
    void handleSocketError();

    QLocalSocket m_socket;
    GreetingReader m_greeting;
    Tap::RecordReader m_records;
    Tap::RecordKinds m_kinds = Tap::DefaultKinds;
    ProcessInfo m_process;
    bool m_attached = false;
    bool m_over = false;
};

} // namespace Gantry::Attach
