// SPDX-License-Identifier: MIT
#include "support/transportscene.h"

namespace Gantry::Testing {

using namespace Qt::Literals::StringLiterals;

QString TransportScene::make(const QByteArray &kind)
{
#ifdef Q_OS_LINUX
    if (kind.startsWith("crowded"))
        m_crowd = std::make_unique<CrowdedSet>();
#endif
    const bool isEpoll = kind.startsWith("epoll") || kind.startsWith("crowded");
    QString complaint;
    if (kind == "memory")
        makeMemoryPair();
    else if (kind.endsWith("tcp"))
        complaint = makeSocketPair(QUrl(u"ws://127.0.0.1/"_s), isEpoll);
    else if (kind.endsWith("unix"))
        complaint = makeSocketPair(QUrl(u"ws+unix:"_s + m_folder.filePath(u"s"_s)), isEpoll);
    else
        complaint =
            tls().error().isEmpty() ? makeSocketPair(QUrl(u"wss://127.0.0.1/"_s), false) : tls().error();
    if (complaint.isEmpty() && kind.startsWith("adopted")) {
        client = adopted(std::move(client));
        server = adopted(std::move(server));
    }
    return complaint.isEmpty() && !(client && server) ? u"there is no pair"_s : complaint;
}

TlsFixture &TransportScene::tls()
{
    static TlsFixture fixture;
    return fixture;
}

void TransportScene::makeMemoryPair()
{
    auto pair = MemoryTransport::makePair();
    client = std::move(pair.first);
    server = std::move(pair.second);
}

QString TransportScene::makeSocketPair(const QUrl &url, bool isEpoll)
{
    auto address = std::get<Core::WebSocketAddress>(Core::parseWebSocketUrl(url));
    AcceptorOptions options{.isEpoll = isEpoll};
    if (address.isSecure)
        options.ssl = tls().server();
    m_acceptor = address.isLocal ? Acceptor::forLocal(address.localPath, options)
                                 : Acceptor::forTcp(QHostAddress(address.host), 0, options);
    m_acceptor->accepted = [this](std::unique_ptr<Transport> transport, Core::TimePoint) {
        server = std::move(transport);
    };
    if (const QString complaint = m_acceptor->listen(); !complaint.isEmpty())
        return complaint;
    address.port = m_acceptor->port();
    const ConnectTarget target{.address = address,
                               .ssl = address.isSecure ? std::optional(tls().client()) : std::nullopt,
                               .bindAddress = {},
                               .transport = isEpoll ? TransportPolicy::Epoll : TransportPolicy::Stream};
    auto attempt = ConnectAttempt::make(target);
    QString failure;
    attempt->succeeded = [this](std::unique_ptr<Transport> transport) { client = std::move(transport); };
    attempt->failed = [&failure](const ConnectFailure &why) { failure = why.text; };
    attempt->start();
    (void)QTest::qWaitFor([&] { return (client && server) || !failure.isEmpty(); });
    attempt.release()->cancel();
    return failure;
}

//! The socket as an application has it, given back to us.
std::unique_ptr<Transport> TransportScene::adopted(std::unique_ptr<Transport> transport)
{
    ReleasedSocket released = transport->releaseSocket();
    AdoptedSocket again = adoptSocket(released.device.release());
    if (again.transport)
        again.transport->prepend(released.unread);
    return std::move(again.transport);
}

} // namespace Gantry::Testing
