// SPDX-License-Identifier: MIT
// Which transport a connection gets, and the making of those that not every system has.
#pragma once

#include "core/export.h"
#include "websocket/transport/transport.h"
#include "websocket/transportpolicy.h"

#include <QtCore/QString>

#include <memory>

namespace Gantry {

struct TransportChoice
{
    bool isEpoll = false;
    QString complaint = {}; //!< English; why what was asked for is not to be had
};

//! For connections of the current thread, \a isSecure those with TLS or that may get it.
GANTRY_WEBSOCKET_EXPORT TransportChoice chooseTransport(TransportPolicy policy, bool isSecure);

//! Each takes a connected socket's descriptor; nullptr, and it is closed, when the peer is
//! gone already. Only after a choice that said so.
std::unique_ptr<Transport> makeEpollTcpTransport(qintptr descriptor, bool noDelay);
std::unique_ptr<Transport> makeEpollLocalTransport(qintptr descriptor, const QString &path);

} // namespace Gantry
