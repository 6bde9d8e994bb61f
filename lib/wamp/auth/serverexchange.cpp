// SPDX-License-Identifier: MIT
#include "serverexchange.h"

#include "../message/errors.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

AuthDeny failedLogin()
{
    return {Uris::authenticationFailed, u"authentication failed"_s};
}

AuthDeny badHello(const QString &message)
{
    return {Uris::authenticationFailed, message};
}

AuthAccept accepted(const Principal &principal, const QString &authid, const QString &method)
{
    return {
        .authid = principal.authid.isEmpty() ? authid : principal.authid,
        .authrole = principal.authrole,
        .authmethod = method,
        .authprovider = principal.authprovider,
        .authextra = principal.authextra,
    };
}

std::optional<QByteArray> channelIdOf(const AuthRequest &request, const QString &type)
{
    return type == "tls-server-end-point"_L1 ? request.channelId : std::nullopt;
}

ServerExchange::ServerExchange(AuthRequest request, AuthMeans means)
    : m_request(std::move(request))
    , m_means(std::move(means))
{ }

AuthStep ServerExchange::begin()
{
    m_began = m_means.now();
    AuthStep step = challenge();
    m_awaitsAnswer = std::holds_alternative<Challenge>(step);
    return step;
}

AuthStep ServerExchange::answer(const Authenticate &message)
{
    const bool isAwaited = std::exchange(m_awaitsAnswer, false);
    const qint64 took = m_began.msecsTo(m_means.now());
    if (!isAwaited || std::chrono::milliseconds(took) > answerTime)
        return failedLogin();
    return verify(message);
}

} // namespace Gantry::Wamp
