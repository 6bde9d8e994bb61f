// SPDX-License-Identifier: MIT
// From HELLO to WELCOME.
#include "router/realmcore.h"
#include "router/routercore.h"
#include "router/routersession.h"
#include "wamp/auth/anonymousauth.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

// It is told to others and kept as long as the session: in characters.
constexpr qsizetype maxAuthidSize = 1024;

//! What broker and dealer can do; announced to everybody, and nothing that is not there.
Roles routerRoles()
{
    Roles roles;
    roles.add(Role::Broker,
              {Feature::SubscriberBlackwhiteListing, Feature::PublisherExclusion,
               Feature::PublisherIdentification, Feature::PublicationTrustlevels,
               Feature::PatternBasedSubscription, Feature::EventRetention, Feature::SubscriptionRevocation,
               Feature::SubscriptionMetaApi, Feature::SessionMetaApi, Feature::PayloadPassthruMode,
               Feature::PayloadTransparency, Feature::PayloadEncryptionCryptobox});
    roles.add(Role::Dealer,
              {Feature::ProgressiveCallResults, Feature::ProgressiveCallInvocations, Feature::CallTimeout,
               Feature::CallCanceling, Feature::CallerIdentification, Feature::CallTrustlevels,
               Feature::RegistrationMetaApi, Feature::SessionMetaApi, Feature::PatternBasedRegistration,
               Feature::SharedRegistration, Feature::RegistrationRevocation, Feature::CallReroute,
               Feature::PayloadPassthruMode, Feature::PayloadTransparency,
               Feature::PayloadEncryptionCryptobox});
    return roles;
}

} // namespace

void RouterSession::hello(const Hello &message)
{
    if (message.details.roles.isEmpty()) {
        violate(u"HELLO announces no role"_s);
        return;
    }
    if (m_core.isShuttingDown()) {
        refuse(Uris::systemShutdown, u"the router is shutting down"_s);
        return;
    }
    m_realm = m_core.realm(message.realm);
    if (!m_realm) {
        refuse(Uris::noSuchRealm, u"there is no such realm"_s);
        return;
    }
    if (message.details.authid.size() > maxAuthidSize) {
        refuse(Uris::authenticationFailed, u"the authid is too long"_s);
        return;
    }
    m_roles = message.details.roles;
    m_id = m_core.takeSessionId();
    m_stay = std::make_shared<SessionStay>();
    m_stay->method = chooseMethod(message.details.authmethods);
    if (!m_stay->method) {
        refuse(Uris::noMatchingAuthMethod, u"the realm takes none of the methods that were offered"_s);
        return;
    }
    ask([request = authRequest(message), means = m_core.authMeans()](SessionStay &stay) {
        stay.exchange = stay.method->exchange(request, means);
        return stay.exchange->begin();
    });
}

template<typename Question>
void RouterSession::ask(const Question &question)
{
    const std::shared_ptr<SessionStay> stay = m_stay;
    stay->isAsked = true;
    AuthStep step = question(*stay);
    stay->isAsked = false;
    if (!stay->isOver) // else this may be gone
        take(std::move(step));
}

//! The first of \a wanted that the realm has; nullptr: none.
std::shared_ptr<AuthMethod> RouterSession::chooseMethod(const QStringList &wanted) const
{
    const QString anonymous = u"anonymous"_s;
    const RealmOptions &options = m_realm->options;
    for (const QString &name : wanted.isEmpty() ? QStringList{anonymous} : wanted) {
        for (const std::shared_ptr<AuthMethod> &method : options.authMethods) {
            if (method->name() == name || method->otherNames().contains(name))
                return method;
        }
        if (name == anonymous && options.allowAnonymous)
            return std::make_shared<AnonymousAuth>(options.anonymousRole);
    }
    return nullptr;
}

AuthRequest RouterSession::authRequest(const Hello &message) const
{
    const WampTransportDetails below = transport()->transportDetails();
    return {.realm = message.realm.toString(),
            .hello = message.details,
            .session = m_id,
            .peer = below.peer,
            .isSecure = below.isSecure,
            .peerCertificate = below.peerCertificate,
            .isPeerCertificateVerified = below.isPeerCertificateVerified,
            .channelId = transport()->channelId(ChannelIdType::TlsServerEndPoint)};
}

void RouterSession::take(AuthStep step)
{
    if (auto *accepted = std::get_if<AuthAccept>(&step)) {
        join(std::move(*accepted));
    } else if (auto *challenge = std::get_if<Challenge>(&step)) {
        m_state = State::Authenticating;
        m_queue.sendAnswer(std::move(*challenge), nullptr);
    } else {
        const auto &refusal = std::get<AuthDeny>(step);
        abort(refusal.reason, refusal.message);
    }
}

void RouterSession::authenticate(const Authenticate &message)
{
    ask([&message](SessionStay &stay) { return stay.exchange->answer(message); });
}

void RouterSession::join(AuthAccept identity)
{
    m_identity = std::move(identity);
    if (m_realm->authorization.hasRoles()) {
        m_role = m_realm->authorization.role(m_identity.authrole);
        if (!m_role) {
            refuse(Uris::noSuchRole, u"the realm does not know the role"_s);
            return;
        }
    }
    m_stay->exchange.reset();
    m_stay->method.reset();
    m_requests = {};
    m_endedCalls.clear();
    invocationIds = {};
    static const Roles roles = routerRoles();
    const Delivery delivery =
        m_queue.sendAnswer(Welcome{.session = m_id,
                                   .details = {.roles = roles,
                                               .authid = m_identity.authid,
                                               .authrole = m_identity.authrole,
                                               .authmethod = m_identity.authmethod,
                                               .authprovider = m_identity.authprovider,
                                               .authextra = m_identity.authextra,
                                               .agent = QStringLiteral("gantry-" GANTRY_VERSION)}},
                           nullptr);
    if (delivery != Delivery::Taken) {
        // Nobody would know of the session that it is there.
        abort(Uris::payloadSizeExceeded, u"WELCOME is too big"_s);
        return;
    }
    m_core.deadlines.cancel(*this);
    m_state = State::Joined;
    m_realm->join(*this);
}

void RouterSession::renewRole()
{
    m_role = m_realm->authorization.role(m_identity.authrole);
    m_permissions = {};
}

void RouterSession::refuse(QLatin1StringView reason, const QString &text)
{
    abort(reason, text);
}

} // namespace Gantry::Wamp
