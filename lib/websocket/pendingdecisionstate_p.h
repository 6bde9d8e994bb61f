// SPDX-License-Identifier: MIT
#pragma once

#include "websocket/websocketserverprotocol.h"

#include <QtCore/QPointer>

#include <optional>

namespace Gantry {

//! What a connection and the handles of its ConnectDecision::later() share.
class PendingDecisionState
{
public:
    //! The connection waits from now on, unless it was answered already: a handle may
    //! be used before connectRequest() has returned.
    void bind(WebSocketServerProtocol *protocol);
    bool answer(const ConnectDecision &decision);
    bool isPending() const;

private:
    QPointer<WebSocketServerProtocol> m_protocol;
    std::optional<ConnectDecision> m_early;
    bool m_isBound = false;
    bool m_isAnswered = false;
};

} // namespace Gantry
