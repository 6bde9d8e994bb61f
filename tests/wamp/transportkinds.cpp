// SPDX-License-Identifier: MIT
#include "wamp/transportkinds.h"

#include "wamp/transport/inprocess.h"
#include "wamp/transport/wamprawsocketclientfactory.h"
#include "wamp/transport/wamprawsocketconnector.h"
#include "wamp/transport/wamprawsocketlistener.h"
#include "wamp/transport/wamprawsocketserverfactory.h"
#include "wamp/transport/wampwebsocketclientfactory.h"
#include "wamp/transport/wampwebsocketserverfactory.h"
#include "websocket/connectws.h"
#include "websocket/listenws.h"

#include <QtCore/QRandomGenerator>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

// Short where a test has to see it pass.
constexpr std::chrono::milliseconds CloseTimeout{100};

class InProcessScene final : public TransportScene
{
public:
    void connectPeers() override { connectInProcess(client.get(), router.get()); }
};

//! The addresses of one connection.
class SocketScene : public TransportScene
{
protected:
    explicit SocketScene(const QString &serializer, bool isLocal)
        : m_serializers{Serializer::byName(serializer)}
        , m_isLocal(isLocal)
    { }
    QUrl urlOf(const QString &scheme) const
    {
        return m_isLocal ? QUrl(scheme + u"+unix:"_s + m_folder.filePath(u"socket"_s))
                         : QUrl(scheme + u"://127.0.0.1:0"_s);
    }
    SessionCreator makesClient()
    {
        return [this] { return client.get(); };
    }
    SessionCreator makesRouter()
    {
        return [this] { return router.get(); };
    }

    QList<const Serializer *> m_serializers;

private:
    QTemporaryDir m_folder;
    bool m_isLocal;
};

class WebSocketScene final : public SocketScene
{
public:
    WebSocketScene(const QString &serializer, bool isLocal)
        : SocketScene(serializer, isLocal)
        , m_server(makesRouter(), urlOf(u"ws"_s), m_serializers)
    {
        m_server.setProtocolOptions(
            {.maxMessageBytes = MaxMessageBytes, .closeHandshakeTimeout = CloseTimeout});
    }
    void connectPeers() override
    {
        m_client.emplace(makesClient(), listenWS(&m_server)->url(), m_serializers);
        m_client->setProtocolOptions(
            {.maxMessageBytes = MaxMessageBytes, .closeHandshakeTimeout = CloseTimeout});
        connectWS(&*m_client);
    }
    void deleteRouterSide() override
    {
        const auto protocols = m_server.findChildren<WampWebSocketServerProtocol *>();
        qDeleteAll(protocols);
    }

private:
    WampWebSocketServerFactory m_server;
    std::optional<WampWebSocketClientFactory> m_client;
};

class RawSocketScene final : public SocketScene
{
public:
    RawSocketScene(const QString &serializer, bool isLocal)
        : SocketScene(serializer, isLocal)
        , m_server(std::make_unique<WampRawSocketServerFactory>(makesRouter(), m_serializers))
        , m_url(urlOf(u"rs"_s))
    {
        m_server->setOptions({.maxLengthExponent = MaxLengthExponent, .closeTimeout = CloseTimeout});
    }
    void connectPeers() override
    {
        m_client.emplace(makesClient(), m_server->listen(m_url)->url(), m_serializers);
        m_client->setOptions({.maxLengthExponent = MaxLengthExponent, .closeTimeout = CloseTimeout});
        m_client->connectToRouter();
    }
    void deleteRouterSide() override { m_server.reset(); }

private:
    static constexpr int MaxLengthExponent = 21;
    static_assert(1 << MaxLengthExponent == MaxMessageBytes);
    std::unique_ptr<WampRawSocketServerFactory> m_server;
    std::optional<WampRawSocketClientFactory> m_client;
    QUrl m_url;
};

} // namespace

void TransportScene::rows()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("serializer");
    QTest::newRow("in-process") << u"in-process"_s << QString();
    for (const QString &kind :
         {u"websocket tcp"_s, u"websocket unix"_s, u"rawsocket tcp"_s, u"rawsocket unix"_s}) {
        for (const Serializer *serializer : Serializer::all()) {
            if (kind.startsWith(u"websocket") || !serializer->isBatched())
                QTest::newRow(qPrintable(kind + u' ' + serializer->name())) << kind << serializer->name();
        }
    }
}

bool TransportScene::isInProcess()
{
    QFETCH_GLOBAL(const QString, kind);
    return kind == "in-process"_L1;
}

std::unique_ptr<TransportScene> TransportScene::ofRow()
{
    QFETCH_GLOBAL(const QString, kind);
    QFETCH_GLOBAL(const QString, serializer);
    if (isInProcess())
        return std::make_unique<InProcessScene>();
    const bool isLocal = kind.endsWith(u"unix");
    if (kind.startsWith(u"websocket"))
        return std::make_unique<WebSocketScene>(serializer, isLocal);
    return std::make_unique<RawSocketScene>(serializer, isLocal);
}

bool TransportScene::open()
{
    connectPeers();
    return QTest::qWaitFor([this] { return client->opened == 1 && router->opened == 1; });
}

QString textOf(qsizetype size)
{
    static const QString text = [] {
        QRandomGenerator random(1);
        QString letters(TransportScene::MaxMessageBytes, Qt::Uninitialized);
        std::generate(letters.begin(), letters.end(), [&random] { return QChar(u'0' + random.bounded(64)); });
        return letters.replace(u'\\', u'x'); // which JSON would make two of
    }();
    return text.first(size);
}

Message newEvent(Id publication, qsizetype size)
{
    Event event{.subscription = 1, .publication = publication};
    if (size > 0)
        event.payload = Payload::fromValues({textOf(size)});
    return event;
}

Id publicationOf(const Message &message)
{
    const auto *event = std::get_if<Event>(&message);
    return event ? event->publication : 0;
}

QString textOf(const Message &message)
{
    const auto *event = std::get_if<Event>(&message);
    const auto content = event ? contentOf(event->payload) : std::nullopt;
    return content ? content->args.value(0).toString() : QString();
}

} // namespace Gantry::Wamp
