// SPDX-License-Identifier: MIT
// Makes a client's connections whose messages carry WAMP.
#pragma once

#include "../../websocket/websocketclientfactory.h"
#include "wampwebsocketclientprotocol.h"

#include <atomic>

namespace Gantry {

/*!
    A WebSocketClientFactory whose protocols are WampWebSocketClientProtocol, or what
    setProtocol() is given: a class that inherits it. Each connection that has come about
    gets a peer from the session creator; nullptr closes it.
*/
class GANTRY_WAMP_EXPORT WampWebSocketClientFactory : public WebSocketClientFactory
{
    Q_OBJECT

public:
    //! \a serializers: those that are offered, in order of preference.
    explicit WampWebSocketClientFactory(
        Wamp::SessionCreator sessionCreator, const QUrl &url,
        const QList<const Wamp::Serializer *> &serializers = Wamp::Serializer::all(),
        QObject *parent = nullptr);
    ~WampWebSocketClientFactory() override;

    const Wamp::SessionCreator &sessionCreator() const { return m_sessionCreator; }

    //! Whether the server has to choose a subprotocol; else json is spoken where it chose none.
    //! Default: yes, as autobahn has it.
    bool isSubprotocolRequired() const { return m_isSubprotocolRequired; }
    void setSubprotocolRequired(bool required) { m_isSubprotocolRequired = required; }

private:
    Wamp::SessionCreator m_sessionCreator;
    std::atomic<bool> m_isSubprotocolRequired = true; //!< worker threads ask
};

} // namespace Gantry
