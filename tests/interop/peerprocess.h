// SPDX-License-Identifier: MIT
// A program that takes part in a test: started, listened to, and ended with the
// test whatever happens. Knows the line "listening on URL" that all our servers and
// all peer scripts print.
#pragma once

#include <QtCore/QProcess>
#include <QtCore/QUrl>

namespace Gantry::Interop {

class PeerProcess
{
public:
    //! Starts at once.
    PeerProcess(const QString &program, const QStringList &arguments,
                const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment());
    ~PeerProcess();
    Q_DISABLE_COPY_MOVE(PeerProcess)

    //! The addresses it says it listens on, once there are \a count; fewer when it
    //! ended or took too long.
    QList<QUrl> waitForUrls(int count);
    QUrl waitForUrl();
    //! Runs the event loop until it has ended; false: it has not.
    bool waitForEnd();
    //! SIGTERM (SIGINT), as a user would.
    void terminate() { m_process.terminate(); }
    void interrupt();

    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    qint64 processId() const { return m_process.processId(); }
    //! A field of /proc/<pid>/status, in octets; -1: there is none.
    qint64 memory(const QString &field = QStringLiteral("VmRSS")) const;
    //! -1 when it crashed or still runs.
    int exitStatus() const;
    QString output();
    QString errors();
    //! For messages of failed tests.
    QString story();

private:
    void read();

    QProcess m_process;
    QByteArray m_output;
    QByteArray m_errors;
};

} // namespace Gantry::Interop
