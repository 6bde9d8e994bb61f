// SPDX-License-Identifier: MIT
// A TLS handshake of a server, from the accepted socket to a transport, in limited
// time. One that fails leaves no trace but a line in the debug log: whoever speaks
// plain HTTP to a TLS port, or nothing at all, is nobody's connection.
#pragma once

#include "websocket/deadlinequeue.h"
#include "websocket/transport/transport.h"

#include <QtNetwork/QSslSocket>

#include <functional>
#include <memory>

namespace Gantry {

class TlsHandshake final : public QObject, private DeadlineClient
{
public:
    //! \a timeout 0: none. Deletes itself when it is over.
    TlsHandshake(std::unique_ptr<QSslSocket> socket, std::chrono::milliseconds timeout, QObject *parent);
    ~TlsHandshake() override;

    std::function<void(std::unique_ptr<Transport>)> succeeded;

    void startServer();

private:
    void onEncrypted();
    void fail(const QString &reason);
    void deadlineReached(Core::TimePoint now) override;

    std::unique_ptr<QSslSocket> m_socket;
    Core::TimePoint m_deadline = Core::TimePoint::max();
    QString m_peer;
};

} // namespace Gantry
