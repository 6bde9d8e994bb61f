// SPDX-License-Identifier: MIT
// One client of the relay: finds its target and reaches it before the client is let in.
#pragma once

#include "relaystream.h"

#include <Gantry/WrappingWebSocketServerProtocol>

namespace Gantry::Examples {

class RelayServer;

class RelayProtocol : public WrappingWebSocketServerProtocol
{
    Q_OBJECT

public:
    explicit RelayProtocol(RelayServer *server);
    ~RelayProtocol() override;

protected:
    ConnectDecision connectRequest(const ConnectionRequest &request) override;
    StreamProtocol *buildStreamProtocol() override;

private:
    RelayServer *m_server;
    std::optional<TargetAddress> m_address;
    QPointer<TargetConnection> m_target; //!< the stream's
};

} // namespace Gantry::Examples
