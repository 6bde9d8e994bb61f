// SPDX-License-Identifier: MIT
#include "foreignpeer.h"

#include <QtCore/QFileInfo>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

//! The environment decides, then what the build was configured with.
QString nodeModules()
{
    return qEnvironmentVariable("GANTRY_NODE_MODULES", QStringLiteral(GANTRY_NODE_MODULES));
}

bool succeeds(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit
        && process.exitCode() == 0;
}

} // namespace

QString peerFile(const QString &name)
{
    return QStringLiteral(GANTRY_PEERS) + u'/' + name;
}

ForeignPeer pythonWebsockets()
{
    ForeignPeer peer{.program = u"/usr/bin/python3"_s,
                     .clientScript = peerFile(u"python_client.py"_s),
                     .serverScript = peerFile(u"python_server.py"_s)};
    if (!succeeds(peer.program, {u"-c"_s, u"import websockets"_s}))
        peer.whyAbsent = u"python3-websockets is not installed"_s;
    return peer;
}

ForeignPeer nodeWs()
{
    ForeignPeer peer{.program = QStandardPaths::findExecutable(u"node"_s),
                     .clientScript = peerFile(u"node_client.mjs"_s),
                     .serverScript = peerFile(u"node_server.mjs"_s)};
    peer.environment.insert(u"GANTRY_NODE_MODULES"_s, nodeModules());
    if (peer.program.isEmpty())
        peer.whyAbsent = u"node is not installed"_s;
    else if (!QFileInfo::exists(nodeModules() + "/ws/package.json"_L1))
        peer.whyAbsent = u"npm's ws is not in %1 (set GANTRY_NODE_MODULES)"_s.arg(nodeModules());
    return peer;
}

ForeignPeer websockify()
{
    ForeignPeer peer{.program = u"/usr/bin/python3"_s,
                     .clientScript = peerFile(u"websockify_client.py"_s),
                     .serverScript = peerFile(u"websockify_server.py"_s)};
    if (!succeeds(peer.program, {u"-c"_s, u"import websockify"_s}))
        peer.whyAbsent = u"websockify is not installed"_s;
    return peer;
}

} // namespace Gantry::Interop
