// SPDX-License-Identifier: MIT
// A listening socket: hands out transports of accepted connections. What happens to
// them is not its business.
#pragma once

#include "core/time.h"
#include "websocket/transport/transport.h"

#include <QtNetwork/QHostAddress>
#include <QtNetwork/QSslConfiguration>

#include <functional>
#include <memory>
#include <optional>

namespace Gantry {

//! What a port is opened with.
struct AcceptorOptions
{
    int backlog = 50;
    std::optional<QSslConfiguration> ssl{}; //!< TLS when set
    bool isEpoll = false; //!< without Qt's socket classes; not with TLS
};

//! How one accepted socket is set up.
struct AcceptedOptions
{
    bool tcpNoDelay = true;
    //! From accepting to the end of the TLS handshake; 0: none.
    std::chrono::milliseconds tlsTimeout{5'000};
};

class Acceptor : public QObject
{
public:
    //! A connection; the time is that of its acceptance.
    std::function<void(std::unique_ptr<Transport>, Core::TimePoint)> accepted;
    //! Asked for each connection, so that what changes meanwhile counts.
    std::function<AcceptedOptions()> options = [] { return AcceptedOptions(); };
    //! One could not be accepted; another attempt follows a moment later.
    std::function<void(const QString &)> failed;

    static std::unique_ptr<Acceptor> forTcp(const QHostAddress &address, quint16 port,
                                            const AcceptorOptions &options);
    static std::unique_ptr<Acceptor> forLocal(const QString &path, const AcceptorOptions &options);

    //! Begins; an empty string, or why not (English).
    virtual QString listen() = 0;
    //! Whether it could not because somebody else has the address.
    virtual bool isAddressInUse() const { return false; }
    virtual void close() = 0;
    //! What was really bound; 0 for a unix socket.
    virtual quint16 port() const = 0;
};

} // namespace Gantry
