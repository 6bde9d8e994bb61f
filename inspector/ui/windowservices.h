// SPDX-License-Identifier: GPL-3.0-only
// What the window needs from outside, as functions: it can list processes and make
// sources without knowing how either is done. The program fills this in; tests fill
// in their own. A function that is empty disables what depends on it.
#pragma once

#include "capture/source.h"
#include "store/recordstore.h"

#include <QtCore/QDateTime>
#include <QtCore/QList>
#include <QtCore/QString>

#include <functional>
#include <memory>
#include <vector>

namespace Gantry::Inspector {

//! A running process that uses Gantry.
struct ProcessEntry
{
    qint64 pid = 0;
    QString program = {}; //!< file name of the executable
    QDateTime since = {}; //!< when it began to serve; may be invalid
    QString obstacle = {}; //!< why it cannot be watched, for people; empty: it can
    bool operator==(const ProcessEntry &) const = default;
};

//! What the proxy dialog asks for; the meaning of the program's --proxy, --cert,
//! --key, --ca and --insecure.
struct ProxySettings
{
    QString listen = {}; //!< a ws or wss URL; port 0: any free one
    QString target = {}; //!< a ws or wss URL
    QString certificateFile = {}; //!< PEM, for a wss listen URL
    QString keyFile = {}; //!< PEM, for a wss listen URL
    QString caFile = {}; //!< PEM, what the target is verified with; empty: the system's
    bool insecure = false; //!< the target is not verified
    bool operator==(const ProxySettings &) const = default;
};

//! What the dialog about the forward proxy asks for; the meaning of --forward-proxy, --ca
//! and --insecure.
struct ForwardProxySettings
{
    QString listen = {}; //!< http://HOST:PORT; port 0: any free one
    QString caFile = {}; //!< PEM, what targets are verified with; empty: the system's
    bool insecure = false; //!< targets are not verified
    bool operator==(const ForwardProxySettings &) const = default;
};

//! What the dialog about starting a program asks for.
struct LaunchSettings
{
    QString command = {}; //!< the program and its arguments, quoted where needed
    QString folder = {}; //!< where it starts; empty: where the inspector did
    bool hasTap = true; //!< started with GANTRY_INSPECT=1 and attached to
    bool usesProxy = false; //!< is told to use a forward proxy of its own
    bool operator==(const LaunchSettings &) const = default;
};

struct WindowServices
{
    StoreOptions store = {}; //!< by default in a temporary folder
    std::function<QList<ProcessEntry>()> runningProcesses = {};
    std::function<std::unique_ptr<Source>(qint64 pid)> makeAttachSource = {};
    std::function<std::unique_ptr<Source>(const ProxySettings &)> makeProxySource = {};
    std::function<std::unique_ptr<Source>()> makeDemoSource = {};
    std::function<std::unique_ptr<Source>(const QString &path)> makeFileSource = {};
    //! Whether the inspector's own authority exists: wss needs no certificate then.
    std::function<bool()> hasAuthority = {};
    //! The file of its certificate, which is made if there is none; empty: \a problem
    //! says why not. Takes some 100 ms when it is made.
    std::function<QString(QString *problem)> authorityFile = {};
    QString trustHelp = {}; //!< how to trust it, Markdown
    //! Whether \a listen can be listened on: empty, or why not.
    std::function<QString(const QString &listen)> forwardListenProblem = {};
    std::function<std::unique_ptr<Source>(const ForwardProxySettings &)> makeForwardProxySource = {};
    //! In the order in which they are started: the proxy, if any, and the program.
    std::function<std::vector<std::unique_ptr<Source>>(const LaunchSettings &)> makeLaunchSources = {};
};

} // namespace Gantry::Inspector
