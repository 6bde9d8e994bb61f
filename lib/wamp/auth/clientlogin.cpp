// SPDX-License-Identifier: MIT
#include "clientlogin.h"

#include "../message/errors.h"

#include <algorithm>

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

ClientAuthExchange::~ClientAuthExchange() = default;

std::optional<AuthFailure> ClientAuthExchange::check(const WelcomeDetails &welcome)
{
    Q_UNUSED(welcome)
    return std::nullopt;
}

bool ClientAuthExchange::provesRouter() const
{
    return false;
}

ClientAuth::~ClientAuth() = default;

ClientLogin::ClientLogin(ClientAuths auths, ClientAuthMeans means)
    : m_auths(std::move(auths))
    , m_means(std::move(means))
{ }

ClientLogin::~ClientLogin() = default;

namespace {

AuthFailure misuse(const QString &message)
{
    return {Uris::invalidArgument, message};
}

std::optional<AuthFailure> merge(QVariantMap &into, const QVariantMap &from)
{
    for (auto entry = from.cbegin(); entry != from.cend(); ++entry) {
        const auto present = into.constFind(entry.key());
        if (present == into.constEnd())
            into.insert(entry.key(), entry.value());
        else if (*present != entry.value())
            return misuse(u"authentication methods disagree on authextra.%1"_s.arg(entry.key()));
    }
    return std::nullopt;
}

} // namespace

std::optional<AuthFailure> ClientLogin::hello(HelloDetails &details)
{
    Q_ASSERT(m_offers.empty());
    for (const auto &auth : std::as_const(m_auths)) {
        const QString authid = auth->authid();
        if (details.authid.isEmpty())
            details.authid = authid;
        else if (!authid.isEmpty() && authid != details.authid)
            return misuse(u"authentication methods disagree on the authid"_s);

        Offer offer{auth->names(), auth->exchange(m_means)};
        const auto extra = offer.exchange->begin();
        if (const auto *failure = std::get_if<AuthFailure>(&extra))
            return *failure;
        if (auto failure = merge(details.authextra, std::get<QVariantMap>(extra)))
            return failure;
        for (const QString &name : std::as_const(offer.names)) {
            if (!details.authmethods.contains(name))
                details.authmethods.append(name);
        }
        m_offers.push_back(std::move(offer));
    }
    return std::nullopt;
}

std::variant<Authenticate, AuthFailure> ClientLogin::answer(const Challenge &challenge)
{
    if (m_chosen)
        return AuthFailure{Uris::protocolViolation, u"a second CHALLENGE"_s};
    const auto offer = std::find_if(m_offers.begin(), m_offers.end(), [&challenge](const Offer &candidate) {
        return candidate.names.contains(challenge.method);
    });
    if (offer == m_offers.end())
        return AuthFailure{Uris::noMatchingAuthMethod, u"CHALLENGE of a method that was not offered"_s};
    m_chosen = offer->exchange.get();
    return m_chosen->answer(challenge);
}

std::optional<AuthFailure> ClientLogin::check(const WelcomeDetails &welcome)
{
    if (m_chosen)
        return m_chosen->check(welcome);
    const auto proves = [](const Offer &offer) { return offer.exchange->provesRouter(); };
    if (!m_offers.empty() && std::all_of(m_offers.cbegin(), m_offers.cend(), proves))
        return AuthFailure{Uris::authenticationFailed, u"the router did not prove who it is"_s};
    return std::nullopt;
}

} // namespace Gantry::Wamp
