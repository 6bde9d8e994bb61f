// SPDX-License-Identifier: MIT
// A listening socket: hands out transports of accepted connections. What happens to
// them is not its business.
#pragma once

#include "core/export.h"
#include "websocket/transport/acceptedsocket.h"

#include <QtNetwork/QHostAddress>

namespace Gantry {

//! What a port is opened with.
struct AcceptorOptions
{
    int backlog = 50;
    std::optional<QSslConfiguration> ssl{}; //!< TLS when set
    bool isEpoll = false; //!< without Qt's socket classes; not with TLS
};

class GANTRY_WEBSOCKET_EXPORT Acceptor : public QObject
{
public:
    //! A connection; the time is that of its acceptance.
    AcceptedSocket::Ready accepted;
    //! Set: gets each connection as it is instead, to be opened in another thread.
    std::function<void(AcceptedSocket)> passOn;
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

protected:
    explicit Acceptor(AcceptedSocket::Port port)
        : m_shared(std::make_shared<const AcceptedSocket::Port>(std::move(port)))
    { }

    void take(qintptr descriptor)
    {
        AcceptedSocket socket(descriptor, m_shared, options());
        if (passOn)
            passOn(std::move(socket));
        else
            socket.open(this, accepted);
    }

private:
    const std::shared_ptr<const AcceptedSocket::Port> m_shared;
};

} // namespace Gantry
