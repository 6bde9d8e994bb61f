// SPDX-License-Identifier: MIT
// The watched echo-server and the inspector that watches it, as processes of their
// own, so that the scheduler treats them as it will in earnest.
#pragma once

#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>

#include <memory>

namespace Gantry::Bench {

class TapServerProcess
{
public:
    ~TapServerProcess();

    //! Starts the echo-server that lies beside this program. Empty, or why not.
    QString start();
    quint16 port() const { return m_port; }
    qint64 pid() const { return m_process.processId(); }
    //! Processor seconds of the thread that serves connections.
    double servingSeconds() const;

private:
    QTemporaryDir m_runtime; //!< attach sockets go there, not among the user's
    QProcess m_process;
    quint16 m_port = 0;
};

class TapReaderProcess
{
public:
    ~TapReaderProcess();

    //! This program with --read, or \a inspector with --headless --attach.
    QString start(qint64 watchedPid, const QString &inspector);
    void stall();
    //! What a reader of this program got since the last call, in percent of all.
    double takeReceivedPercent();

private:
    QProcess m_process;
    bool m_isStalled = false;
    double m_received = 0;
    double m_dropped = 0;
};

} // namespace Gantry::Bench
