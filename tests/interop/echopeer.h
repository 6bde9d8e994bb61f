// SPDX-License-Identifier: MIT
// Gantry on this side of the table: an echo server that obeys "please close CODE
// REASON" and remembers how its connections ended, and a client that remembers
// everything.
#pragma once

#include <Gantry/WebSocketClientFactory>
#include <Gantry/WebSocketConnector>
#include <Gantry/WebSocketListener>
#include <Gantry/WebSocketServerFactory>

#include <QtNetwork/QSslConfiguration>

#include <optional>

namespace Gantry::Interop {

struct Message
{
    QByteArray payload;
    bool isBinary = false;
    bool operator==(const Message &) const = default;
};

struct End
{
    bool wasClean = false;
    quint16 code = 0;
    QString reason;
    bool operator==(const End &) const = default;
};

//! How a conversation is carried; a row of the tests.
struct Manner
{
    bool isSecure = false;
    bool isCompressed = false;
};

class EchoServerPeer : public QObject
{
    Q_OBJECT

public:
    explicit EchoServerPeer(Manner manner, const std::optional<QSslConfiguration> &tls = {});

    QUrl url() const { return m_listener->url(); }
    QString error() const { return m_listener->errorString(); }
    const QList<End> &ends() const { return m_ends; }
    //! Text that came and began with "report ".
    const QStringList &reports() const { return m_reports; }
    //! Of the last request.
    const HeaderFields &requestHeaders() const { return m_requestHeaders; }

private:
    void welcome(WebSocketServerProtocol *client);
    void answer(WebSocketServerProtocol *client, const QByteArray &payload, bool isBinary);

    WebSocketServerFactory m_factory;
    WebSocketListener *m_listener = nullptr; //!< child of the factory
    QList<End> m_ends;
    QStringList m_reports;
    HeaderFields m_requestHeaders;
};

class ClientPeer : public QObject
{
    Q_OBJECT

public:
    ClientPeer(const QUrl &url, Manner manner, const std::optional<QSslConfiguration> &tls = {});

    WebSocketClientProtocol *connection() const { return m_connector->protocol(); }
    const QList<Message> &inbox() const { return m_inbox; }
    Message takeMessage() { return m_inbox.takeFirst(); }
    const QList<QByteArray> &pings() const { return m_pings; }
    const QList<QByteArray> &pongs() const { return m_pongs; }
    bool isOpen() const { return m_isOpen; }
    const std::optional<End> &end() const { return m_end; }

private:
    void adopt(WebSocketClientProtocol *connection);

    WebSocketClientFactory m_factory;
    WebSocketConnector *m_connector = nullptr; //!< child of the factory
    QList<Message> m_inbox;
    QList<QByteArray> m_pings;
    QList<QByteArray> m_pongs;
    bool m_isOpen = false;
    std::optional<End> m_end;
};

} // namespace Gantry::Interop
