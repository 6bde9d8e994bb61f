// SPDX-License-Identifier: MIT
// Makes a server's connections whose messages carry WAMP.
#pragma once

#include "../../websocket/websocketserverfactory.h"
#include "wampwebsocketserverprotocol.h"

#include <atomic>

namespace Gantry {

/*!
    A WebSocketServerFactory whose protocols are WampWebSocketServerProtocol, or what
    setProtocol() is given: a class that inherits it. Each connection gets a peer from the
    session creator; nullptr refuses it with 503.

    setSubprotocols() may narrow the choice of the serializers further. With workerThreads()
    the session creator is asked in the threads of the connections, several at once, and each
    peer lives in its connection's; Gantry's router lives in one thread and wants none.
*/
class GANTRY_WAMP_EXPORT WampWebSocketServerFactory : public WebSocketServerFactory
{
    Q_OBJECT

public:
    //! \a serializers: those that are spoken; the client chooses.
    explicit WampWebSocketServerFactory(
        Wamp::SessionCreator sessionCreator, const QUrl &url,
        const QList<const Wamp::Serializer *> &serializers = Wamp::Serializer::all(),
        QObject *parent = nullptr);
    ~WampWebSocketServerFactory() override;

    const Wamp::SessionCreator &sessionCreator() const { return m_sessionCreator; }

    //! Whether a client has to offer a subprotocol that is known; else json is spoken where it
    //! offers none. Default: yes, as autobahn has it.
    bool isSubprotocolRequired() const { return m_isSubprotocolRequired; }
    void setSubprotocolRequired(bool required) { m_isSubprotocolRequired = required; }

private:
    Wamp::SessionCreator m_sessionCreator;
    std::atomic<bool> m_isSubprotocolRequired = true; //!< worker threads ask
};

} // namespace Gantry
