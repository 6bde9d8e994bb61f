// SPDX-License-Identifier: MIT
// A byte stream's client that remembers everything.
#pragma once

#include <Gantry/StreamFactory>
#include <Gantry/WrappingWebSocketClientFactory>

#include <QtNetwork/QSslConfiguration>

#include <optional>

namespace Gantry::Interop {

class StreamClient : public QObject
{
    Q_OBJECT

public:
    explicit StreamClient(const QUrl &url, const QStringList &subprotocols = {QStringLiteral("binary")},
                          const std::optional<QSslConfiguration> &tls = {});

    //! nullptr unless the stream is up.
    ByteStreamTransport *transport() const;
    bool isUp() const { return transport(); }
    const QByteArray &received() const { return m_received; }
    void forgetReceived() { m_received.clear(); }
    const std::optional<ConnectionLostReason> &lost() const { return m_lost; }
    //! Of the connection, once it is over.
    const std::optional<CloseInfo> &end() const { return m_end; }
    WebSocketClientProtocol *connection() const { return m_connection; }

Q_SIGNALS:
    void arrived(qint64 octets);
    void drained();

private:
    class Stream;

    StreamFactory m_streams;
    WrappingWebSocketClientFactory m_factory;
    QPointer<Stream> m_stream;
    QPointer<WebSocketClientProtocol> m_connection;
    QByteArray m_received;
    std::optional<ConnectionLostReason> m_lost;
    std::optional<CloseInfo> m_end;
};

} // namespace Gantry::Interop
