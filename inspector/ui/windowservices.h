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

struct WindowServices
{
    StoreOptions store = {}; //!< by default in a temporary folder
    std::function<QList<ProcessEntry>()> runningProcesses = {};
    std::function<std::unique_ptr<Source>(qint64 pid)> makeAttachSource = {};
    std::function<std::unique_ptr<Source>(const ProxySettings &)> makeProxySource = {};
    std::function<std::unique_ptr<Source>()> makeDemoSource = {};
};

} // namespace Gantry::Inspector
