// SPDX-License-Identifier: MIT
// Opens connections, one call each, where a factory for every address would be too much.
#pragma once

#include "agentoptions.h"
#include "openresult.h"
#include "websocketclientprotocol.h"

#include <QtCore/QFuture>
#include <QtCore/QObject>
#include <QtCore/QUrl>

#include <functional>

namespace Gantry {

/*!
    Made by createClientAgent(), used any number of times, also while earlier calls are
    under way.

    Each call's future is finished exactly once, from the event loop or from the agent's
    destructor: with the open connection after its onOpen(), or with the reason why there
    is none, whichever way that failed. The agent never cancels it; whoever does no longer
    wants the connection, which is aborted once it is open.

    The agent owns the connections that it opened: they end with it. take() gives one away.
    A connection that is over deletes itself, whoever owns it.
*/
class GANTRY_WEBSOCKET_EXPORT ClientAgent : public QObject
{
    Q_OBJECT

public:
    //! Makes the protocol object of a connection; nullptr gives the attempt up.
    using ProtocolCreator = std::function<WebSocketClientProtocol *()>;

    //! Ends what is under way; its futures finish with an error.
    ~ClientAgent() override;

    //! Opens \a url (ws, wss or ws+unix) with a protocol that \a creator makes, or a plain
    //! WebSocketClientProtocol without one.
    QFuture<OpenResult> open(const QUrl &url, const AgentOptions &options = {},
                             const ProtocolCreator &creator = {});
    //! The same with options by name, see agentOptionsFrom(). A wrong one finishes the
    //! future at once, and nothing is connected.
    QFuture<OpenResult> openWithMap(const QUrl &url, const QVariantMap &options,
                                    const ProtocolCreator &creator = {});

    //! The connection of \a result, or nullptr if there is none, belongs to the caller
    //! from here on: to nobody but itself until it gets a parent, or is over.
    static WebSocketClientProtocol *take(const OpenResult &result);

private:
    explicit ClientAgent(QObject *parent);
    friend GANTRY_WEBSOCKET_EXPORT ClientAgent *createClientAgent(QObject *);
};

//! A new agent, owned by \a parent or else by the caller.
GANTRY_WEBSOCKET_EXPORT ClientAgent *createClientAgent(QObject *parent = nullptr);

} // namespace Gantry
