// SPDX-License-Identifier: GPL-3.0-only
// The demo's server: a chat that passes each line on to everybody, and a sensor feed
// that is compressed. What a client speaks is its subprotocol.
#pragma once

#include "websocket/websocketserverfactory.h"

#include <QtCore/QPointer>
#include <QtCore/QTimer>

namespace Gantry::Inspector {

class DemoServer : public QObject
{
    Q_OBJECT

public:
    static constexpr auto ChatSubprotocol = "chat.demo";
    static constexpr auto SensorSubprotocol = "sensors.demo";

    explicit DemoServer(QObject *parent = nullptr);

    //! On a free loopback port. Empty, or why it cannot.
    QString listen();
    QUrl url() const { return m_url; }

private:
    void welcome(WebSocketServerProtocol *protocol);
    void passOn(const QByteArray &line);
    void publishReading();
    void publishSamples();

    WebSocketServerFactory m_factory;
    QUrl m_url;
    QTimer m_readingTimer;
    QTimer m_samplesTimer;
    QList<QPointer<WebSocketServerProtocol>> m_chatters;
    QList<QPointer<WebSocketServerProtocol>> m_subscribers;
    int m_step = 0;
};

} // namespace Gantry::Inspector
