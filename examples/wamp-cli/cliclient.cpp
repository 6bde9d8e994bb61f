// SPDX-License-Identifier: MIT
#include "cliclient.h"

#include <Gantry/ConnectWS>
#include <Gantry/WampRawSocketConnector>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

CliClient::CliClient(const CliOptions &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_session(options.realm)
    , m_errand(makeErrand(options))
{
    m_session.setJoinOptions({.auths = options.auths});
    connect(&m_session, &Wamp::ApplicationSession::onJoin, this, [this] { m_errand->begin(&m_session); });
    connect(&m_session, &Wamp::ApplicationSession::onLeave, this, &CliClient::onLeave);
    connect(m_errand.get(), &Errand::printed, this, &CliClient::printed);
    connect(m_errand.get(), &Errand::settled, this, &CliClient::settled);
    connect(m_errand.get(), &Errand::finished, this, &CliClient::conclude);
}

void CliClient::start(const std::optional<QSslConfiguration> &tls)
{
    if (m_options.isRawSocket)
        connectRawSocket(tls);
    else
        connectWebSocket(tls);
}

void CliClient::connectWebSocket(const std::optional<QSslConfiguration> &tls)
{
    m_webSocket = std::make_unique<WampWebSocketClientFactory>([this] { return &m_session; }, m_options.url,
                                                               m_options.serializers);
    connect(m_webSocket.get(), &WebSocketClientFactory::protocolCreated, this,
            [this](WebSocketClientProtocol *protocol) {
                connect(protocol, &WebSocketClientProtocol::onClose, this,
                        [this](bool, quint16, const QString &reason) { onEnd(reason); });
            });
    connectWS(m_webSocket.get(), tls);
}

void CliClient::connectRawSocket(const std::optional<QSslConfiguration> &tls)
{
    m_rawSocket = std::make_unique<WampRawSocketClientFactory>([this] { return &m_session; }, m_options.url,
                                                               m_options.serializers);
    const WampRawSocketConnector *connector = m_rawSocket->connectToRouter(tls);
    connect(connector, &WampRawSocketConnector::failed, this, &CliClient::onEnd);
    connect(connector, &WampRawSocketConnector::disconnected, this, &CliClient::onEnd);
}

void CliClient::stop()
{
    if (m_session.isJoined()) {
        conclude({});
        return;
    }
    m_outcome = QString();
    onEnd({});
}

void CliClient::conclude(const QString &error)
{
    if (m_outcome)
        return;
    m_outcome = error;
    if (!m_session.leave().isOk())
        m_session.disconnect();
}

void CliClient::onLeave(const Wamp::LeaveDetails &details)
{
    if (!m_outcome)
        m_outcome = details.message.isEmpty() ? details.reason : details.reason + u": "_s + details.message;
}

void CliClient::onEnd(const QString &reason)
{
    if (std::exchange(m_isOver, true))
        return;
    const QString why = reason.isEmpty() ? u"no reason given"_s : reason;
    Q_EMIT finished(m_outcome.value_or(
        u"no connection to %1: %2"_s.arg(m_options.url.toString(QUrl::RemoveUserInfo), why)));
}

} // namespace Gantry::Examples
