// SPDX-License-Identifier: GPL-3.0-only
// The demo's WAMP: a router, a gantry that has procedures and publishes, and a control room
// that calls and listens, over WebSocket like everybody else's.
#pragma once

#include "router/router.h"
#include "wamp/session/applicationsession.h"
#include "wamp/transport/wampwebsocketclientfactory.h"
#include "wamp/transport/wampwebsocketserverfactory.h"

#include <QtCore/QTimer>

#include <memory>

namespace Gantry::Inspector {

class WampPlay : public QObject
{
    Q_OBJECT

public:
    explicit WampPlay(QObject *parent = nullptr);

    //! On a free loopback port. Empty, or why it cannot.
    QString begin();

private:
    void enter(Wamp::ApplicationSession &session, std::unique_ptr<WampWebSocketClientFactory> &way,
               const QUrl &url, const QString &serializer);
    void equipGantry();
    void equipControl();
    void publishCount();
    void callGantry();

    Wamp::Router m_router;
    WampWebSocketServerFactory m_server;
    Wamp::ApplicationSession m_gantry;
    Wamp::ApplicationSession m_control;
    std::unique_ptr<WampWebSocketClientFactory> m_gantrysWay;
    std::unique_ptr<WampWebSocketClientFactory> m_controlsWay;
    QTimer m_countTimer;
    QTimer m_callTimer;
    int m_limit = 100;
    int m_turn = 0;
};

} // namespace Gantry::Inspector
