// SPDX-License-Identifier: MIT
// The implementations that are not ours: how each is started in either role, and
// whether this machine has it.
#pragma once

#include <QtCore/QProcessEnvironment>
#include <QtCore/QStringList>

namespace Gantry::Interop {

struct ForeignPeer
{
    QString program;
    QString clientScript = {}; //!< URL [--ca FILE] [--plain]: holds a conversation, exits 0 when all was well
    QString serverScript = {}; //!< [--cert FILE --key FILE] [--plain]: "listening on URL", obeys orders
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    QString whyAbsent = {}; //!< empty: it is there
};

//! The distribution's python3-websockets, by the distribution's Python.
ForeignPeer pythonWebsockets();
//! npm's ws, from the folder GANTRY_NODE_MODULES.
ForeignPeer nodeWs();
//! The distribution's websockify; its scripts take a stream's address.
ForeignPeer websockify();

//! \a clientScript by the distribution's Python with \a modules.
ForeignPeer pythonPeer(const QStringList &modules, const QString &clientScript);
//! \a clientScript by Node with \a packages from the folder GANTRY_NODE_MODULES.
ForeignPeer nodePeer(const QStringList &packages, const QString &clientScript);

//! One of the files beside this one's sources.
QString peerFile(const QString &name);

} // namespace Gantry::Interop
