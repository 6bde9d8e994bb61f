// SPDX-License-Identifier: MIT
#include "relayprotocol.h"

#include "relayserver.h"
#include "support/console.h"

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

RelayProtocol::RelayProtocol(RelayServer *server)
    : m_server(server)
{ }

RelayProtocol::~RelayProtocol() = default;

//! 403 and 404 without a token that leads somewhere; 502 when the target cannot be
//! reached, 504 when it does not answer. Whoever is let in has a target.
ConnectDecision RelayProtocol::connectRequest(const ConnectionRequest &request)
{
    auto route = m_server->routeOf(request);
    if (const auto *refusal = std::get_if<ConnectDecision>(&route))
        return *refusal;
    m_address = std::get<TargetAddress>(route);
    // Begins to connect, in buildStreamProtocol(), if nothing else is wrong.
    const ConnectDecision decision = WrappingWebSocketServerProtocol::connectRequest(request);
    if (decision.kind() != ConnectDecision::Kind::Accept)
        return decision;

    const ConnectDecision later = ConnectDecision::later();
    const PendingDecision handle = later.handle();
    connect(m_target, &TargetConnection::up, this, [handle, decision] { handle.answer(decision); });
    connect(m_target, &TargetConnection::failed, this, [this, handle](bool isTimeout, const QString &text) {
        complain(u"%1: the target cannot be reached: %2"_s.arg(WebSocketServerProtocol::peer(), text));
        handle.answer(ConnectDecision::deny(isTimeout ? 504 : 502, {}, {}, "the target cannot be reached\n"));
    });
    return later;
}

StreamProtocol *RelayProtocol::buildStreamProtocol()
{
    m_target = new TargetConnection(*m_address, m_server->targetTls(), nullptr);
    auto *stream = new RelayStream(m_target, m_server->options().idleTimeout, m_server);
    connect(stream, &RelayStream::targetBroke, this,
            [this] { sendClose(quint16(CloseCode::BadGateway), u"the target broke the connection"_s); });
    return stream;
}

} // namespace Gantry::Examples
