// SPDX-License-Identifier: MIT
// One destination of a client factory, and the attempts to reach it.
#pragma once

#include "../core/export.h"

#include <QtCore/QObject>

#include <chrono>
#include <memory>
#include <optional>

class QHostAddress;
class QSslConfiguration;

namespace Gantry {

class WebSocketClientFactory;
class WebSocketClientProtocol;
class WebSocketConnectorPrivate;

//! Made by connectWS(), a child of its factory. Each connection has a protocol of
//! its own; the connector can make them one after the other.
class GANTRY_WEBSOCKET_EXPORT WebSocketConnector : public QObject
{
    Q_OBJECT
    Q_PROPERTY(State state READ state NOTIFY stateChanged)
    Q_PROPERTY(QString destination READ destination CONSTANT)

public:
    enum class State : quint8 {
        Disconnected,
        Connecting, //!< until TCP or TLS is up
        Connected, //!< the protocol has a transport; its state tells the rest
    };
    Q_ENUM(State)

    ~WebSocketConnector() override;

    State state() const;
    //! Where it goes: "tcp:example.org:443" or "unix:/path".
    QString destination() const;
    //! Why the last attempt failed; English, empty: it did not.
    QString errorString() const;
    WebSocketClientFactory *factory() const;
    //! The protocol of the attempt or connection under way, or nullptr.
    WebSocketClientProtocol *protocol() const;

    //! Begins an attempt, with a new protocol; no effect unless Disconnected.
    void connectNow();

    using QObject::disconnect;
    //! Gives up an attempt, or begins the closing handshake (1000) of a connection. One
    //! in the middle of a frame that is streamed to the peer is aborted.
    void disconnect();
    //! Gives up an attempt; no effect on a connection. Its protocol's onClose()
    //! follows.
    void stopConnecting();

Q_SIGNALS:
    void stateChanged(Gantry::WebSocketConnector::State state);
    //! An attempt failed before the opening handshake. onClose() of its protocol
    //! says so as well.
    void errorOccurred(const QString &text);

protected:
    //! Moved to another thread it gives an attempt up: its socket cannot follow. One that
    //! has not begun yet begins there.
    bool event(QEvent *event) override;

private:
    explicit WebSocketConnector(WebSocketClientFactory *factory);

    friend GANTRY_WEBSOCKET_EXPORT WebSocketConnector *connectWS(WebSocketClientFactory *,
                                                                 const std::optional<QSslConfiguration> &,
                                                                 std::chrono::milliseconds,
                                                                 const QHostAddress &);
    friend class WebSocketConnectorPrivate;
    std::unique_ptr<WebSocketConnectorPrivate> d;
};

} // namespace Gantry
