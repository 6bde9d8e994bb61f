// SPDX-License-Identifier: MIT
// Listens, knows which request goes where, and ends in order. Knows no command line.
#pragma once

#include "relayoptions.h"

#include <Gantry/ConnectDecision>
#include <Gantry/WebSocketListener>
#include <Gantry/WrappingWebSocketServerFactory>

#include <QtNetwork/QSslConfiguration>

#include <memory>
#include <variant>
#include <vector>

namespace Gantry::Examples {

class RelayServer : public QObject
{
    Q_OBJECT

public:
    //! \a targetTls: how to speak TLS to targets; nullopt: not at all.
    RelayServer(const RelayOptions &options, const std::optional<QSslConfiguration> &targetTls,
                QObject *parent = nullptr);
    ~RelayServer() override;

    //! Listens on all addresses or on none. Empty, or why not.
    [[nodiscard]] QString start(const std::optional<QSslConfiguration> &tls);
    //! The addresses as they were bound.
    QList<QUrl> urls() const;

    const RelayOptions &options() const { return m_options; }
    const std::optional<QSslConfiguration> &targetTls() const { return m_targetTls; }
    //! Where \a request goes, or the refusal.
    std::variant<TargetAddress, ConnectDecision> routeOf(const ConnectionRequest &request) const;

    //! Closes the ports, says goodbye (1001) to every client and emits finished()
    //! when the last one has left.
    void stop();

Q_SIGNALS:
    void finished();

private:
    void finishWhenEmpty();

    RelayOptions m_options;
    std::optional<QSslConfiguration> m_targetTls;
    std::vector<std::unique_ptr<WrappingWebSocketServerFactory>> m_factories;
    std::vector<WebSocketListener *> m_listeners; //!< children of their factories
    bool m_isStopping = false;
};

} // namespace Gantry::Examples
