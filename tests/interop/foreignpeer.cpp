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

ForeignPeer pythonPeer(const QStringList &modules, const QString &clientScript)
{
    ForeignPeer peer{.program = u"/usr/bin/python3"_s, .clientScript = peerFile(clientScript)};
    if (!succeeds(peer.program, {u"-c"_s, u"import "_s + modules.join(u',')}))
        peer.whyAbsent = u"%1 cannot import %2"_s.arg(peer.program, modules.join(u", "_s));
    return peer;
}

ForeignPeer nodePeer(const QStringList &packages, const QString &clientScript)
{
    ForeignPeer peer{.program = QStandardPaths::findExecutable(u"node"_s),
                     .clientScript = peerFile(clientScript)};
    peer.environment.insert(u"GANTRY_NODE_MODULES"_s, nodeModules());
    if (peer.program.isEmpty())
        peer.whyAbsent = u"node is not installed"_s;
    for (const QString &package : packages) {
        if (!QFileInfo::exists(nodeModules() + u'/' + package + "/package.json"_L1))
            peer.whyAbsent = u"npm's %1 is not in %2 (set GANTRY_NODE_MODULES)"_s.arg(package, nodeModules());
    }
    return peer;
}

ForeignPeer pythonWebsockets()
{
    ForeignPeer peer = pythonPeer({u"websockets"_s}, u"python_client.py"_s);
    peer.serverScript = peerFile(u"python_server.py"_s);
    return peer;
}

ForeignPeer nodeWs()
{
    ForeignPeer peer = nodePeer({u"ws"_s}, u"node_client.mjs"_s);
    peer.serverScript = peerFile(u"node_server.mjs"_s);
    return peer;
}

ForeignPeer websockify()
{
    ForeignPeer peer = pythonPeer({u"websockify"_s}, u"websockify_client.py"_s);
    peer.serverScript = peerFile(u"websockify_server.py"_s);
    return peer;
}

} // namespace Gantry::Interop
