// SPDX-License-Identifier: MIT
// Reaches a unix socket.
#pragma once

#include "websocket/transport/connectattempt.h"

#include <QtNetwork/QLocalSocket>

namespace Gantry {

class LocalConnectAttempt final : public ConnectAttempt
{
public:
    explicit LocalConnectAttempt(const ConnectTarget &target);
    ~LocalConnectAttempt() override;

protected:
    void startConnecting() override;
    void dropSocket() override { m_socket->abort(); }

private:
    void onConnected();

    QString m_path;
    TransportPolicy m_policy;
    bool m_isEpoll = false;
    std::unique_ptr<QLocalSocket> m_socket;
};

} // namespace Gantry
