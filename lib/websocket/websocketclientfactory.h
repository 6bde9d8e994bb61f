// SPDX-License-Identifier: MIT
// Makes a client's protocols. connectWS() gives it connections.
#pragma once

#include "websocketadapterfactory.h"
#include "websocketclientprotocol.h"
#include "websocketconnector.h"

#include <QtNetwork/QNetworkCookie>
#include <QtNetwork/QNetworkProxy>

#include <functional>

namespace Gantry {

class WebSocketClientFactoryPrivate;

class GANTRY_WEBSOCKET_EXPORT WebSocketClientFactory : public WebSocketAdapterFactory
{
    Q_OBJECT

public:
    using ProtocolCreator = std::function<WebSocketClientProtocol *()>;

    explicit WebSocketClientFactory(const QUrl &url, QObject *parent = nullptr);
    ~WebSocketClientFactory() override;

    //! The User-Agent field; empty: none. Default: "Gantry/" and the version.
    QString userAgent() const;
    void setUserAgent(const QString &userAgent);

    //! The Origin field; empty: none. Default: none, as for any program that is not
    //! a browser.
    QString origin() const;
    void setOrigin(const QString &origin);

    //! Makes the request of each attempt: gets what the factory has set, and returns what
    //! is to be sent. A token that expires can be fetched anew for each reconnection.
    //! Called by WebSocketClientProtocol::connectingRequest(). Default: none.
    using ConnectingHandler =
        std::function<ConnectingRequest(const TransportDetails &details, const ConnectingRequest &request)>;
    void setConnectingHandler(ConnectingHandler handler);

    //! Sent with each request where they fit the URL by domain, path, date and secure
    //! attribute (RFC 6265 section 5.4); one without a domain fits. They come after those
    //! of a Cookie field in headers(). Answers do not change them: see cookiesIn().
    //! Default: none.
    QList<QNetworkCookie> cookies() const;
    void setCookies(const QList<QNetworkCookie> &cookies);

    //! Asked when the server agreed to permessage-deflate; false fails the connection.
    //! Default: none, whatever was offered and is answered rightly is good.
    using CompressionHandler = std::function<bool(const DeflateParameters &agreed)>;
    void setCompressionHandler(CompressionHandler handler);

    //! The proxy that attempts go through: HttpProxy (CONNECT, with Basic credentials) or
    //! Socks5Proxy, with the user and password it has; the proxy looks the host's name
    //! up. DefaultProxy is QNetworkProxy::applicationProxy(). Default: NoProxy. Unix
    //! sockets are never proxied. A refusal ends in the phase ClosePhase::Proxy with the
    //! proxy's status in CloseInfo::httpStatus.
    QNetworkProxy proxy() const;
    void setProxy(const QNetworkProxy &proxy);
    //! Asks the system for the proxy at each attempt, instead of proxy(). Default: false.
    bool usesSystemProxy() const;
    void setUsesSystemProxy(bool uses);
    //! Goes through the proxy to localhost, 127.0.0.0/8 and ::1 too, which from there is
    //! another machine. Default: false.
    bool proxiesLoopback() const;
    void setProxiesLoopback(bool proxies);

    //! Whether and when a connector tries again; connectors made later start with it.
    //! Default: not at all.
    ReconnectPolicy reconnectPolicy() const;
    void setReconnectPolicy(const ReconnectPolicy &policy);
    //! After which ends; see WebSocketConnector::setRetryDecision(). Default: none.
    void setRetryDecision(WebSocketConnector::RetryDecision decision);

    //! Replaces all options for connections that begin later.
    void setProtocolOptions(const ClientOptions &options);
    ClientOptions protocolOptions() const;
    void resetProtocolOptions();

    //! Each connection gets a T, made by its default constructor.
    template<typename T>
    void setProtocol()
    {
        setProtocolCreator([] { return new T; });
    }
    //! Each connection gets what \a creator returns; nullptr gives the attempt up.
    void setProtocolCreator(ProtocolCreator creator);

    WebSocketClientProtocol *buildProtocol(const QString &peer) override;

Q_SIGNALS:
    //! \a protocol is about to connect: the place to connect its signals. Emitted
    //! before the transport exists, so that a failed attempt has its onClose() too.
    void protocolCreated(Gantry::WebSocketClientProtocol *protocol);

private:
    friend class WebSocketClientFactoryPrivate;
    friend class WebSocketClientProtocol;
    std::unique_ptr<WebSocketClientFactoryPrivate> d;
};

} // namespace Gantry
