// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/qglobal.h>

namespace Gantry {

//! The process at the other end of a unix socket, as the system knows it; -1: unknown.
struct PeerCredentials
{
    qint64 pid = -1;
    qint64 uid = -1;
};

PeerCredentials peerCredentials(qintptr socketDescriptor);

} // namespace Gantry
