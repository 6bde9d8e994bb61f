// SPDX-License-Identifier: MIT
#include "websocket/connectdecision.h"

#include "websocket/pendingdecisionstate_p.h"

namespace Gantry {

ConnectDecision ConnectDecision::accept(const QString &subprotocol, const HeaderFields &headers)
{
    ConnectDecision decision(Kind::Accept);
    decision.m_text = subprotocol;
    decision.m_headers = headers;
    return decision;
}

ConnectDecision ConnectDecision::deny(int status, const QString &reason, const HeaderFields &headers,
                                      const QByteArray &body)
{
    ConnectDecision decision(Kind::Deny);
    decision.m_status = status;
    decision.m_text = reason;
    decision.m_headers = headers;
    decision.m_body = body;
    return decision;
}

ConnectDecision ConnectDecision::later()
{
    ConnectDecision decision(Kind::Later);
    decision.m_state = std::make_shared<PendingDecisionState>();
    return decision;
}

ConnectDecision ConnectDecision::redirect(const QUrl &url, int status)
{
    return deny(status, {}, {{"Location", url.toEncoded()}});
}

ConnectDecision ConnectDecision::page(const QByteArray &body, const QByteArray &contentType, int status,
                                      const HeaderFields &headers)
{
    ConnectDecision decision(Kind::Page);
    decision.m_status = status;
    decision.m_headers = headers;
    decision.m_body = body;
    decision.m_contentType = contentType;
    return decision;
}

ConnectDecision ConnectDecision::serverStatus()
{
    return ConnectDecision(Kind::Status);
}

ConnectDecision ConnectDecision::release()
{
    return ConnectDecision(Kind::Release);
}

PendingDecision ConnectDecision::handle() const
{
    return PendingDecision(m_state);
}

PendingDecision::PendingDecision(std::shared_ptr<PendingDecisionState> state)
    : m_state(std::move(state))
{ }

bool PendingDecision::answer(const ConnectDecision &decision) const
{
    return m_state && decision.kind() != ConnectDecision::Kind::Later && m_state->answer(decision);
}

bool PendingDecision::isPending() const
{
    return m_state && m_state->isPending();
}

void PendingDecisionState::bind(WebSocketServerProtocol *protocol)
{
    m_isBound = true;
    m_protocol = protocol;
    if (m_early && protocol)
        protocol->answer(*std::exchange(m_early, std::nullopt));
}

bool PendingDecisionState::answer(const ConnectDecision &decision)
{
    if (!isPending())
        return false;
    m_isAnswered = true;
    if (m_protocol)
        m_protocol->answer(decision);
    else
        m_early = decision;
    return true;
}

bool PendingDecisionState::isPending() const
{
    if (m_isAnswered)
        return false;
    return !m_isBound || (m_protocol && m_protocol->state() == WebSocketAdapterProtocol::State::Connecting);
}

} // namespace Gantry
