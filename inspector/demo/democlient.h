// SPDX-License-Identifier: GPL-3.0-only
// A well-behaved client of the demo's server: speaks in turn, pings, leaves after a
// while and comes back.
#pragma once

#include "websocket/websocketclientfactory.h"

#include <QtCore/QPointer>
#include <QtCore/QTimer>

namespace Gantry {
class WebSocketConnector;
}

namespace Gantry::Inspector {

class DemoClient : public QObject
{
    Q_OBJECT

public:
    struct Script
    {
        QString subprotocol;
        QStringList lines; //!< said in turn; none: it listens
        std::chrono::milliseconds interval{2500}; //!< between two turns
        int turnsPerVisit = 12; //!< after which it leaves; 0: it stays
    };

    DemoClient(const QUrl &server, Script script, QObject *parent = nullptr);

private:
    void prepare(WebSocketClientProtocol *protocol);
    void takeTurn();

    const Script m_script;
    WebSocketClientFactory m_factory;
    WebSocketConnector *m_connector = nullptr; // child of the factory
    QPointer<WebSocketClientProtocol> m_protocol;
    QTimer m_turnTimer;
    int m_turn = 0;
};

} // namespace Gantry::Inspector
