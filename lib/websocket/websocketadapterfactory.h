// SPDX-License-Identifier: MIT
// Makes protocols and holds what they have in common: what both roles share.
#pragma once

#include "../core/export.h"
#include "connectiondetails.h"
#include "preparedmessage.h"
#include "transportpolicy.h"

#include <QtCore/QObject>
#include <QtCore/QUrl>

#include <memory>

namespace Gantry {

class WebSocketAdapterFactoryPrivate;
class WebSocketAdapterProtocol;

/*!
    Settings apply to connections that begin later. The factory owns its protocols,
    listeners and connectors as children: deleting it aborts its connections.

    The URL is ws://host:port/path, wss://..., or ws+unix:/abs/path[:/resource]
    (ws://unix:/path is understood); one that cannot be used is reported by
    listenWS() and connectWS().
*/
class GANTRY_WEBSOCKET_EXPORT WebSocketAdapterFactory : public QObject
{
    Q_OBJECT
    Q_PROPERTY(QUrl url READ url CONSTANT)
    Q_PROPERTY(QStringList subprotocols READ subprotocols WRITE setSubprotocols)
    Q_PROPERTY(int connectionCount READ connectionCount)

public:
    ~WebSocketAdapterFactory() override;

    QUrl url() const;
    //! Whether the URL asks for TLS.
    bool isSecure() const;

    //! Server: those it speaks. Client: those it offers, in order of preference.
    //! Default: none.
    QStringList subprotocols() const;
    void setSubprotocols(const QStringList &subprotocols);

    //! Header fields added to each answer (server) or request (client) in addition
    //! to those of the handshake. Default: none.
    HeaderFields headers() const;
    void setHeaders(const HeaderFields &headers);

    //! A message for many connections, made once: see PreparedMessage. Text that is not
    //! UTF-8 gives one that is not isValid(). \a doNotCompress: see SendOptions.
    [[nodiscard]] PreparedMessage prepareMessage(const QByteArray &payload, bool isBinary = false,
                                                 bool doNotCompress = false) const;

    //! What carries the octets of connections that begin later. Default: Auto.
    TransportPolicy transportPolicy() const;
    void setTransportPolicy(TransportPolicy policy);

    //! Whether its connections note when what happens; see
    //! WebSocketAdapterProtocol::trackedTimings(). Default: false.
    bool trackTimings() const;
    void setTrackTimings(bool enable);

    //! Connections past their opening handshake that are not over yet. May be asked in any
    //! thread, as the settings above may.
    int connectionCount() const;

    //! A new protocol for a connection with \a peer, owned by the caller, or nullptr
    //! to close that connection at once. The base classes use the creator that was
    //! set, else make a plain server or client protocol. See also
    //! WebSocketServerFactory::workerThreads().
    virtual WebSocketAdapterProtocol *buildProtocol(const QString &peer) = 0;

protected:
    explicit WebSocketAdapterFactory(const QUrl &url, QObject *parent);

    //! Called before the first of its ports begins to listen or to connect, once
    //! however many there are.
    virtual void startFactory();
    //! Called after the last of its ports stopped listening or lost its connection.
    //! A factory may start again after that.
    virtual void stopFactory();

private:
    friend class WebSocketAdapterFactoryPrivate;
    std::unique_ptr<WebSocketAdapterFactoryPrivate> d;
};

} // namespace Gantry
