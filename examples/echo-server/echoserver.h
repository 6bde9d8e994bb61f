// SPDX-License-Identifier: MIT
// Sends every message back to where it came from, on as many addresses as wanted.
// Owns the factories and the order of ending; knows no command line.
#pragma once

#include "echoserveroptions.h"

#include <Gantry/WebSocketListener>
#include <Gantry/WebSocketServerFactory>

#include <QtCore/QObject>
#include <QtNetwork/QSslConfiguration>

#include <memory>
#include <optional>
#include <vector>

namespace Gantry::Examples {

class EchoServer : public QObject
{
    Q_OBJECT

public:
    explicit EchoServer(const EchoServerOptions &options, QObject *parent = nullptr);
    ~EchoServer() override;

    //! Listens on all addresses or on none. Empty, or why not.
    [[nodiscard]] QString start(const std::optional<QSslConfiguration> &tls);
    //! The addresses as they were bound.
    QList<QUrl> urls() const;

    //! Closes the ports, says goodbye (1001) to every client and emits finished()
    //! when the last one has left.
    void stop();

Q_SIGNALS:
    void finished();

private:
    WebSocketListener *listen(const QUrl &url, const std::optional<QSslConfiguration> &tls);
    //! In several threads at once.
    void welcome(WebSocketServerProtocol *client) const;

    const EchoServerOptions m_options;
    std::vector<std::unique_ptr<WebSocketServerFactory>> m_factories;
    std::vector<WebSocketListener *> m_listeners; //!< children of their factories
    bool m_isStopping = false;
    size_t m_serving = 0; //!< factories that are not shut down yet, while stopping
};

} // namespace Gantry::Examples
