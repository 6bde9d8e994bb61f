// SPDX-License-Identifier: GPL-3.0-only
// A CONNECT: opens the connection to the target, says so to the client, and finds out
// from its first octets what is to pass: TLS that we end and begin anew, TLS that stays
// closed to us, or something plain.
#pragma once

#include "capture/forward/clienthello.h"
#include "capture/forward/forwardstage.h"
#include "core/handshake/websocketurl.h"

namespace Gantry::Inspector {

class HelloWaiter;
class TargetConnector;

class ForwardConnect : public ForwardStage
{
    Q_OBJECT

public:
    //! \a client is plain. \a early: what it sent behind its request without waiting
    //! for the answer.
    ForwardConnect(const ForwardContext &context, std::unique_ptr<Link> client,
                   Core::WebSocketAddress address, QByteArray early);
    ~ForwardConnect() override;

    void start() override;
    void setHeld(bool held) override;

private:
    void adoptTarget();
    void waitForClient();
    void onDecided(const ClientHello &hello);
    bool mayIntercept(const ClientHello &hello) const;
    void intercept(const ClientHello &hello);
    void passOn(bool isObserved, QByteArray fromTarget);
    void takeClientBack();
    void refuse(int status, const QString &text);
    QString hostAndPort() const;
    void finish();

    const Core::WebSocketAddress m_address;
    const QByteArray m_early;
    std::unique_ptr<Link> m_client; // null while m_waiter has its socket
    std::unique_ptr<Link> m_target;
    std::unique_ptr<TargetConnector> m_connector;
    std::unique_ptr<HelloWaiter> m_waiter;
    bool m_isHeld = false;
};

} // namespace Gantry::Inspector
