// SPDX-License-Identifier: MIT
// One listening port of a server factory.
#pragma once

#include "../core/export.h"

#include <QtCore/QFuture>
#include <QtCore/QObject>
#include <QtCore/QUrl>

#include <memory>
#include <optional>

class QSslConfiguration;

namespace Gantry {

class WebSocketListenerPrivate;
class WebSocketServerFactory;

//! Made by listenWS(), a child of its factory. A listener that could not begin, or
//! was stopped, stays as it is: for another try call listenWS() again.
class GANTRY_WEBSOCKET_EXPORT WebSocketListener : public QObject
{
    Q_OBJECT
    Q_PROPERTY(bool isListening READ isListening NOTIFY stopped)
    Q_PROPERTY(QUrl url READ url CONSTANT)

public:
    ~WebSocketListener() override;

    bool isListening() const;
    //! The factory's URL with the port that was really bound.
    QUrl url() const;
    //! Why it does not listen, or the last error in accepting; English, empty: none.
    QString errorString() const;
    WebSocketServerFactory *factory() const;

    //! Closes the port. Connections that were accepted go on; those still in the TLS
    //! handshake are dropped, unless a worker thread has them already. The future is finished once the port
    //! is free.
    QFuture<void> stopListening();

Q_SIGNALS:
    //! The port was closed.
    void stopped();
    //! It could not begin to listen (emitted from the event loop), or a connection
    //! could not be accepted, in which case it tries again a moment later.
    void errorOccurred(const QString &text);

protected:
    //! Moved to another thread it listens no more: its socket cannot follow.
    bool event(QEvent *event) override;

private:
    explicit WebSocketListener(WebSocketServerFactory *factory);

    friend GANTRY_WEBSOCKET_EXPORT WebSocketListener *
    listenWS(WebSocketServerFactory *, const std::optional<QSslConfiguration> &, int, const QString &);
    friend class WebSocketListenerPrivate;
    std::unique_ptr<WebSocketListenerPrivate> d;
};

} // namespace Gantry
