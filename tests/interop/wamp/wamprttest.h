// SPDX-License-Identifier: MIT
// Our client with npm's router wamp.rt, which knows little of WAMP and checks less.
#pragma once

#include "../foreignpeer.h"
#include "../peerprocess.h"
#include "wampclient.h"

#include <memory>

namespace Gantry::Interop {

class WampRtTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void itsCallsAreAnswered();
    void itsErrorsArrive();
    void itsEventsArrive();

private:
    Seat seat() const
    {
        return {.implementation = &m_ours, .actor = m_actor.get(), .manner = m_ours.manners.first()};
    }
    QString url(const Seat &) const { return m_url.toString(); }

    WampImplementation m_ours = ownWamp();
    std::unique_ptr<WampActor> m_actor;
    std::unique_ptr<PeerProcess> m_router;
    QUrl m_url;
};

} // namespace Gantry::Interop
