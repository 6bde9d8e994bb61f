// SPDX-License-Identifier: MIT
#include "relayserver.h"

#include "relayprotocol.h"
#include "support/console.h"
#include "tokenfile.h"

#include <Gantry/ListenWS>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int Backlog = 4096;

} // namespace

RelayServer::RelayServer(const RelayOptions &options, const std::optional<QSslConfiguration> &targetTls,
                         QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_targetTls(targetTls)
{ }

RelayServer::~RelayServer()
{
    // Their protocols' streams leave their targets to us.
    m_factories.clear();
}

QString RelayServer::start(const std::optional<QSslConfiguration> &tls)
{
    for (const QUrl &url : std::as_const(m_options.listen.urls)) {
        // Protocols bring their own streams, so that there is no stream factory.
        auto &factory =
            m_factories.emplace_back(std::make_unique<WrappingWebSocketServerFactory>(nullptr, url));
        factory->setProtocolOptions(m_options.protocol);
        factory->setProtocolCreator([this] { return new RelayProtocol(this); });
        const WebSocketListener *listener = m_listeners.emplace_back(listenWS(factory.get(), tls, Backlog));
        if (!listener->isListening()) {
            const QString reason = listener->errorString();
            m_listeners.clear();
            m_factories.clear();
            return u"cannot listen on %1: %2"_s.arg(url.toString(), reason);
        }
    }
    return {};
}

QList<QUrl> RelayServer::urls() const
{
    QList<QUrl> urls;
    for (const WebSocketListener *listener : m_listeners)
        urls.append(listener->url());
    return urls;
}

std::variant<TargetAddress, ConnectDecision> RelayServer::routeOf(const ConnectionRequest &request) const
{
    if (m_options.target)
        return *m_options.target;
    const QString token = request.query.queryItemValue(u"token"_s, QUrl::FullyDecoded);
    if (token.isEmpty())
        return ConnectDecision::deny(403, {}, {}, "the token is missing\n");
    const auto targets = TokenFile(m_options.tokenFile).read();
    if (const auto *error = std::get_if<QString>(&targets)) {
        complain(*error);
        return ConnectDecision::deny(500, {}, {}, "tokens cannot be read\n");
    }
    const auto &known = std::get<TokenFile::Targets>(targets);
    const auto found = known.constFind(token);
    if (found == known.constEnd())
        return ConnectDecision::deny(404, {}, {}, "the token leads nowhere\n");
    if (m_targetTls && found->isLocal()) {
        complain(u"the target unix:%1 cannot speak TLS"_s.arg(found->path));
        return ConnectDecision::deny(502, {}, {}, "the target cannot be reached\n");
    }
    return *found;
}

void RelayServer::stop()
{
    if (std::exchange(m_isStopping, true))
        return;
    for (WebSocketListener *listener : m_listeners)
        listener->stopListening();
    for (const auto &factory : m_factories) {
        for (auto *client : factory->findChildren<WebSocketServerProtocol *>(Qt::FindDirectChildrenOnly)) {
            // deleteLater() comes after the client's last word, so that nobody is
            // missed and nobody is waited for twice.
            connect(client, &QObject::destroyed, this, &RelayServer::finishWhenEmpty, Qt::QueuedConnection);
            client->sendClose(1001, u"the relay is ending"_s);
        }
    }
    QMetaObject::invokeMethod(this, &RelayServer::finishWhenEmpty, Qt::QueuedConnection);
}

void RelayServer::finishWhenEmpty()
{
    for (const auto &factory : m_factories) {
        if (factory->findChild<WebSocketServerProtocol *>(QString(), Qt::FindDirectChildrenOnly))
            return;
    }
    // What was relayed and the targets have not taken yet.
    if (const auto *target = findChild<TargetConnection *>(QString(), Qt::FindDirectChildrenOnly)) {
        connect(target, &QObject::destroyed, this, &RelayServer::finishWhenEmpty, Qt::QueuedConnection);
        return;
    }
    Q_EMIT finished();
}

} // namespace Gantry::Examples
