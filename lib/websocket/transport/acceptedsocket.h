// SPDX-License-Identifier: MIT
// A connection that was accepted and is on its way to the thread that serves it: all
// that is needed to make a transport of it there.
#pragma once

#include "core/export.h"
#include "core/time.h"
#include "websocket/transport/transport.h"

#include <QtCore/QString>
#include <QtNetwork/QSslConfiguration>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace Gantry {

//! How one accepted socket is set up.
struct AcceptedOptions
{
    bool tcpNoDelay = true;
    //! For the TLS handshake; 0: none.
    std::chrono::milliseconds tlsTimeout{5'000};
};

class GANTRY_WEBSOCKET_EXPORT AcceptedSocket
{
public:
    //! What the connections of a port have in common. Several threads look at it.
    struct Port
    {
        std::optional<QString> path{}; //!< of a unix socket; else it is TCP
        std::optional<QSslConfiguration> ssl{}; //!< TLS when set
        bool isEpoll = false; //!< without Qt's socket classes; not with TLS
    };
    using Ready = std::function<void(std::unique_ptr<Transport>, Core::TimePoint since)>;

    //! Takes \a descriptor, a socket that was accepted just now.
    AcceptedSocket(qintptr descriptor, std::shared_ptr<const Port> port, const AcceptedOptions &options);
    //! Closes it if nobody made a transport of it.
    ~AcceptedSocket();
    AcceptedSocket(AcceptedSocket &&other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1))
        , m_port(std::move(other.m_port))
        , m_options(other.m_options)
        , m_since(other.m_since)
    { }
    AcceptedSocket &operator=(AcceptedSocket &&) = delete;
    AcceptedSocket(const AcceptedSocket &) = delete;
    AcceptedSocket &operator=(const AcceptedSocket &) = delete;

    //! Makes a transport for the current thread and calls \a ready: at once, or with TLS
    //! after the handshake, which is a child of \a parent meanwhile. Not if it fails or
    //! the peer is gone again, which is nobody's connection.
    void open(QObject *parent, const Ready &ready);

private:
    qintptr release() noexcept { return std::exchange(m_descriptor, -1); }
    std::unique_ptr<Transport> makeTransport();
    std::unique_ptr<Transport> makeTcpTransport();
    void startTls(QObject *parent, const Ready &ready);

    qintptr m_descriptor; //!< -1: it is somebody else's
    std::shared_ptr<const Port> m_port;
    AcceptedOptions m_options;
    Core::TimePoint m_since;
};

} // namespace Gantry
