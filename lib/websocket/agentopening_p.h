// SPDX-License-Identifier: MIT
// One call of ClientAgent::open(): a factory with a promise, which goes when its one
// connection does.
#pragma once

#include "websocket/clientagent.h"
#include "websocket/websocketclientfactory.h"

#include <QtCore/QPointer>
#include <QtCore/QPromise>

namespace Gantry {

class AgentOpening final : public WebSocketClientFactory
{
public:
    AgentOpening(const QUrl &url, const AgentOptions &options, const ClientAgent::ProtocolCreator &creator,
                 QObject *parent);
    ~AgentOpening() override;

    QFuture<OpenResult> future() { return m_promise->future(); }
    //! A future that has finished with \a reason.
    static QFuture<OpenResult> failed(const QString &reason);

private:
    void apply(const AgentOptions &options);
    void opened();
    void ended();
    void finish(const OpenResult &result);

    std::optional<QPromise<OpenResult>> m_promise; //!< until it is finished
    QPointer<WebSocketConnector> m_connector;
    //! By its base: it is looked at while it is being destroyed, too.
    QPointer<WebSocketAdapterProtocol> m_protocol;
};

} // namespace Gantry
