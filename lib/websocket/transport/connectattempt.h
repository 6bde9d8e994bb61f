// SPDX-License-Identifier: MIT
// One attempt to reach an address, from the name lookup to a transport, in limited
// time.
#pragma once

#include "core/export.h"
#include "core/handshake/websocketurl.h"
#include "websocket/deadlinequeue.h"
#include "websocket/transport/transport.h"
#include "websocket/transportpolicy.h"

#include <QtNetwork/QHostAddress>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QSslConfiguration>

#include <functional>
#include <memory>
#include <optional>

namespace Gantry {

//! What became of a name: its addresses, or why there are none.
using ResolverReport = std::function<void(const QList<QHostAddress> &, const QString &error)>;
//! Looks a host's name up and reports from the event loop, unless the context is gone.
using Resolver = std::function<void(const QString &host, QObject *context, const ResolverReport &)>;

struct ConnectTarget
{
    Core::WebSocketAddress address{};
    std::optional<QSslConfiguration> ssl{}; //!< for a secure address; none: the default one
    //! Until the transport is up: name lookup, TCP, proxy and TLS together; 0: none.
    std::chrono::milliseconds timeout{30'000};
    QHostAddress bindAddress{}; //!< null: any
    bool tcpNoDelay = true;
    QNetworkProxy proxy{QNetworkProxy::NoProxy}; //!< or HttpProxy, Socks5Proxy; not for unix sockets
    bool mayStartTls = false; //!< a plain one's Transport::startTls() can be called
    Resolver resolver{}; //!< empty: the system's
    TransportPolicy transport = TransportPolicy::Auto;
};

//! Why there is no transport.
struct ConnectFailure
{
    Core::TransportEnd end = Core::TransportEnd::ConnectFailed;
    Core::ClosePhase phase = Core::ClosePhase::Connecting; //!< the one in which it ended
    QString text{}; //!< English
    int httpStatus = 0; //!< of a proxy's refusal
};

//! Reports success or failure exactly once and from the event loop, unless it is
//! cancelled first.
class GANTRY_WEBSOCKET_EXPORT ConnectAttempt : public QObject, private DeadlineClient
{
public:
    static std::unique_ptr<ConnectAttempt> make(const ConnectTarget &target);

    std::function<void(std::unique_ptr<Transport>)> succeeded;
    std::function<void(const ConnectFailure &)> failed;

    void start();
    //! Gives up without a report; deletes itself, since it may be what calls.
    void cancel();
    //! How far it has come.
    Core::ClosePhase phase() const noexcept { return m_phase; }

protected:
    explicit ConnectAttempt(std::chrono::milliseconds timeout)
        : m_timeout(timeout)
    { }

    virtual void startConnecting() = 0;
    //! The socket is given up.
    virtual void dropSocket() = 0;

    void enter(Core::ClosePhase phase) noexcept { m_phase = phase; }
    void succeed(std::unique_ptr<Transport> transport);
    void fail(Core::TransportEnd end, const QString &text, int httpStatus = 0);
    bool isOver() const noexcept { return m_isOver; }

private:
    void deadlineReached(Core::TimePoint now) override;
    bool finish();

    std::chrono::milliseconds m_timeout;
    Core::TimePoint m_deadline = Core::TimePoint::max();
    Core::ClosePhase m_phase = Core::ClosePhase::Connecting;
    bool m_isOver = false;
};

} // namespace Gantry
