// SPDX-License-Identifier: MIT
// One attempt to reach a router, whichever transport it goes over, and the connection that
// comes of it.
#pragma once

#include "wamp/run/componentoptions.h"
#include "wamp/session/applicationsession.h"

#include <QtCore/QObject>

#include <memory>

namespace Gantry::Wamp {

class RouterConnection : public QObject
{
    Q_OBJECT

public:
    //! Begins to connect, from the event loop. \a session, which is borrowed, is told when
    //! the transport is open. Deleting this drops the connection.
    static std::unique_ptr<RouterConnection> begin(const ComponentTransport &transport,
                                                   ApplicationSession *session);

Q_SIGNALS:
    //! The attempt failed, or the connection is over and the peer has been told; from the
    //! event loop. \a reason is English. \a isWorthRetrying: it may be gone the next time.
    void ended(const QString &reason, bool isWorthRetrying);

protected:
    RouterConnection() = default;
    //! There is no way: ended() follows.
    void fail(const QString &reason);
};

} // namespace Gantry::Wamp
