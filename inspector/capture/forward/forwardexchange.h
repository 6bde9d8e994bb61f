// SPDX-License-Identifier: GPL-3.0-only
// A client's requests for whole URLs, one after the other: each goes to its target, the
// next begins when it was answered to the end, wherever that leads. So pipelined
// requests are answered in their order, and a connection is kept as long as both keep
// it. CONNECT and an upgrade hand over to what follows.
#pragma once

#include "capture/forward/forwardrequest.h"
#include "capture/forward/forwardstage.h"

#include <QtCore/QTimer>

namespace Gantry::Inspector {

class TargetConnector;

class ForwardExchange : public ForwardStage
{
    Q_OBJECT

public:
    //! From the first octet of a head to its end.
    static constexpr std::chrono::seconds HeadTimeout{30};
    //! How long a client may keep a connection without a request.
    static constexpr std::chrono::seconds IdleTimeout{300};

    ForwardExchange(const ForwardContext &context, std::unique_ptr<Link> client);
    ~ForwardExchange() override;

    void start() override;
    void setHeld(bool held) override;

private:
    void onClientOctets(QByteArrayView octets);
    void onClientEnd();
    void work();
    bool mustWait() const;
    void beginRequest();
    void connectTarget(const Core::WebSocketAddress &address);
    void adoptTarget();
    void dropTarget();
    void send(QByteArrayView octets);
    void onTargetOctets(QByteArrayView octets);
    void onTargetEnd();
    void onTargetClosed(const QString &error);
    void afterAnswer();
    void refuse(const ForwardRefusal &refusal);
    void onTimeout();
    void updateReading();
    void finish();

    std::unique_ptr<Link> m_client;
    std::unique_ptr<Link> m_target; // null: none yet, or it is gone
    std::unique_ptr<TargetConnector> m_connector; // while connecting
    std::unique_ptr<HttpObserver> m_observer; // of the target's connection
    Core::WebSocketAddress m_address; // of the target
    HttpFollower m_requests{HttpFollower::Kind::Request};
    QByteArray m_waiting; // from the client, not looked at yet
    QByteArray m_head; // for the target, until it is connected
    QTimer m_timer;
    bool m_isAnswered = false; // something of the answer came
    bool m_clientEnded = false;
    bool m_clientPaused = false;
    bool m_targetPaused = false;
    bool m_isHeld = false;
};

} // namespace Gantry::Inspector
