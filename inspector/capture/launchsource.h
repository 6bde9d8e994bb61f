// SPDX-License-Identifier: GPL-3.0-only
// A program that is started to be watched: with its tap switched on, and behind a
// forward proxy if there is one. It is attached to as soon as it serves its tap; one
// that never does (a browser, a script) is seen through the proxy alone. Ends with the
// program, and the program with it.
#pragma once

#include "capture/attachsource.h"

#include <QtCore/QProcess>

namespace Gantry::Inspector {

class LaunchSource : public Source
{
    Q_OBJECT

public:
    struct Settings
    {
        QString command = {}; //!< a program and its arguments, quoted as QProcess::splitCommand() reads
        //! Its standard output goes where standard error goes: ours is taken.
        bool outputGoesToErrors = false;
        bool waitsForProxy = false; //!< starts with useProxy() only
        QString folder = {}; //!< where it starts; empty: where this program did
        bool hasTap = true; //!< its tap is switched on, and it is attached to
    };
    //! How often it is looked for the program's socket.
    static constexpr std::chrono::milliseconds LookInterval{50};
    //! What the program may take to end when it is told to; then it is killed.
    static constexpr std::chrono::seconds EndTimeout{3};

    explicit LaunchSource(Settings settings, QObject *parent = nullptr);
    ~LaunchSource() override;

    //! The program is to use the proxy at \a url; empty: there is none after all.
    void useProxy(const QString &url);

    QString title() const override;
    void start() override;
    void stop() override;
    bool leadsTheRun() const override { return true; }

private:
    void launch();
    QProcessEnvironment environment() const;
    void onErrorOccurred(QProcess::ProcessError error);
    void onStarted();
    void onProgramEnded(int code, QProcess::ExitStatus status);
    void look();
    void attach();
    void onAttachEnded();
    void finishWhenOver();

    const Settings m_settings;
    const QStringList m_words;
    QString m_proxyUrl;
    QProcess m_process;
    QTimer m_look;
    QTimer m_patience; // with a program that was told to end
    std::unique_ptr<AttachSource> m_attach; // null: not attached (yet, or any more)
    qint64 m_pid = 0;
    bool m_mayStart = false; // start() was called
    bool m_mustWait = false; // for useProxy()
    bool m_isAttached = false;
    bool m_hasStarted = false;
    bool m_isStopped = false;
    bool m_isFinished = false;
};

} // namespace Gantry::Inspector
