// SPDX-License-Identifier: MIT
// One attempt to reach an address, from the name lookup to a transport, in limited
// time.
#pragma once

#include "core/handshake/websocketurl.h"
#include "websocket/deadlinequeue.h"
#include "websocket/transport/transport.h"

#include <QtNetwork/QHostAddress>
#include <QtNetwork/QSslConfiguration>

#include <functional>
#include <memory>
#include <optional>

namespace Gantry {

struct ConnectTarget
{
    Core::WebSocketAddress address;
    std::optional<QSslConfiguration> ssl; //!< for a secure address; none: the default one
    std::chrono::milliseconds timeout{30'000}; //!< until TCP or TLS is up; 0: none
    QHostAddress bindAddress; //!< null: any
    bool tcpNoDelay = true;
};

//! Reports success or failure exactly once and from the event loop, unless it is
//! cancelled first.
class ConnectAttempt : public QObject, private DeadlineClient
{
public:
    static std::unique_ptr<ConnectAttempt> make(const ConnectTarget &target);

    std::function<void(std::unique_ptr<Transport>)> succeeded;
    std::function<void(Core::TransportEnd, const QString &)> failed;

    void start();
    //! Gives up without a report; deletes itself, since it may be what calls.
    void cancel();

protected:
    explicit ConnectAttempt(std::chrono::milliseconds timeout)
        : m_timeout(timeout)
    { }

    virtual void startConnecting() = 0;
    //! The socket is given up.
    virtual void dropSocket() = 0;

    void succeed(std::unique_ptr<Transport> transport);
    void fail(Core::TransportEnd end, const QString &text);

private:
    void deadlineReached(Core::TimePoint now) override;
    bool finish();

    std::chrono::milliseconds m_timeout;
    Core::TimePoint m_deadline = Core::TimePoint::max();
    bool m_isOver = false;
};

} // namespace Gantry
