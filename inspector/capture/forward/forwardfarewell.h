// SPDX-License-Identifier: GPL-3.0-only
// The end of a connection that leads nowhere: the client is told why in HTTP, and gets
// the time to read it.
#pragma once

#include "capture/forward/forwardrequest.h"
#include "capture/forward/forwardstage.h"

#include <QtCore/QTimer>

namespace Gantry::Inspector {

class ForwardFarewell : public ForwardStage
{
    Q_OBJECT

public:
    //! The time a client has to send the request that is answered.
    static constexpr std::chrono::seconds HeadTimeout{10};

    //! Answers at once.
    ForwardFarewell(const ForwardContext &context, std::unique_ptr<Link> client,
                    const ForwardRefusal &refusal, std::unique_ptr<HttpObserver> observer);
    ~ForwardFarewell() override;

    //! Answers the next request instead, if one comes; called before start().
    void waitForRequest() { m_isWaiting = true; }
    void start() override;
    void setHeld(bool) override { }

private:
    void onOctets(QByteArrayView octets);
    void answer();
    void finish();

    std::unique_ptr<Link> m_client;
    const QByteArray m_answer;
    std::unique_ptr<HttpObserver> m_observer; // may be null
    HttpFollower m_requests{HttpFollower::Kind::Request};
    QTimer m_timer;
    bool m_isWaiting = false;
};

} // namespace Gantry::Inspector
