// SPDX-License-Identifier: MIT
// From HELLO to WELCOME.
#include "wamp/session/applicationsession_p.h"

#include <QtCore/QRandomGenerator>

#include <array>

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray randomOctets(qsizetype count)
{
    constexpr qsizetype wordSize = sizeof(quint32);
    QByteArray octets((count + wordSize - 1) / wordSize * wordSize, Qt::Uninitialized);
    auto *begin = reinterpret_cast<quint32 *>(octets.data());
    QRandomGenerator::system()->generate(begin, begin + octets.size() / wordSize);
    octets.truncate(count);
    return octets;
}

std::optional<QByteArray> channelId(const Transport *transport, const QString &type)
{
    constexpr std::array types{
        std::pair{"tls-server-end-point"_L1, ChannelIdType::TlsServerEndPoint},
        std::pair{"tls-unique"_L1, ChannelIdType::TlsUnique},
        std::pair{"tls-exporter"_L1, ChannelIdType::TlsExporter},
    };
    for (const auto &[name, id] : types) {
        if (transport && type == name)
            return transport->channelId(id);
    }
    return std::nullopt;
}

//! What this implementation does in each role.
Roles ownRoles()
{
    using F = Feature;
    Roles roles;
    roles.add(Role::Publisher,
              {F::PublisherIdentification, F::SubscriberBlackwhiteListing, F::PublisherExclusion});
    roles.add(Role::Subscriber,
              {F::PublisherIdentification, F::PublicationTrustlevels, F::PatternBasedSubscription,
               F::SubscriptionRevocation});
    roles.add(Role::Caller,
              {F::ProgressiveCallResults, F::ProgressiveCallInvocations, F::CallTimeout, F::CallCanceling,
               F::CallerIdentification});
    roles.add(Role::Callee,
              {F::ProgressiveCallResults, F::ProgressiveCallInvocations, F::CallCanceling,
               F::CallerIdentification, F::CallTrustlevels, F::PatternBasedRegistration,
               F::SharedRegistration, F::RegistrationRevocation});
    return roles;
}

} // namespace

SendOutcome ApplicationSessionPrivate::join(const QString &realm, const JoinOptions &options)
{
    if (m_state != State::Connected || m_isEnding)
        return {Failure::SessionNotReady};
    Hello hello{.realm = realm,
                .details = {.roles = ownRoles(),
                            .authmethods = options.authmethods,
                            .authid = options.authid,
                            .authrole = options.authrole,
                            .authextra = options.authextra,
                            .agent = u"gantry-" GANTRY_VERSION ""_s}};
    if (!isValidUri(hello.realm))
        return {Failure::InvalidUri};
    if (!options.custom.isEmpty())
        hello.details.rare.edit().custom = options.custom;
    m_login = std::make_unique<ClientLogin>(
        options.auths.isEmpty() ? m_auths : options.auths,
        ClientAuthMeans{.random = randomOctets, .channelId = [this](const QString &type) {
                            return channelId(q->transport(), type);
                        }});
    if (const auto failure = m_login->hello(hello.details)) {
        endSession(State::Connected, {.reason = failure->reason, .message = failure->message},
                   Failure::SessionLeft);
        return {};
    }
    const SendOutcome outcome = outcomeOf(send(hello));
    if (!outcome.isOk())
        return outcome;
    m_joining = realm;
    setDeadline(m_options.joinTimeout);
    setState(State::Joining);
    return outcome;
}

void ApplicationSessionPrivate::challenged(const Challenge &challenge)
{
    if (m_isChallenged)
        return fail(u"CHALLENGE before the last one was answered"_s);
    const QPointer<ApplicationSession> guard(q);
    const quint32 attempt = m_joinNumber;
    m_isChallenged = true;
    m_deadline.reset();
    q->handleChallenge(challenge.method, challenge.extra);
    const auto isOver = [&] { return !guard || m_joinNumber != attempt; };
    if (isOver() || !m_isChallenged)
        return;
    const ChallengeAnswer answer = q->challengeReceived(challenge);
    if (!isOver() && m_isChallenged)
        apply(answer);
}

bool ApplicationSessionPrivate::answer(const ChallengeAnswer &answer)
{
    if (!m_isChallenged || std::holds_alternative<ChallengeAnswer::Later>(answer.value()))
        return false;
    apply(answer);
    return true;
}

void ApplicationSessionPrivate::apply(const ChallengeAnswer &answer)
{
    if (const auto *refusal = std::get_if<ChallengeAnswer::Refusal>(&answer.value()))
        return abort(refusal->reason, refusal->message);
    if (const auto *message = std::get_if<Authenticate>(&answer.value())) {
        m_isChallenged = false;
        if (send(*message) == SendStatus::NotSerializable)
            return abort(Uris::authenticationFailed, u"the answer cannot be serialized"_s);
        setDeadline(m_options.joinTimeout);
    }
}

void ApplicationSessionPrivate::welcomed(Welcome &welcome)
{
    if (m_isChallenged)
        return fail(u"WELCOME before CHALLENGE was answered"_s);
    const QPointer<ApplicationSession> guard(q);
    const quint32 attempt = m_joinNumber;
    const std::optional<ApplicationError> refusal = q->welcomeReceived(welcome);
    if (!guard || m_joinNumber != attempt || m_state != State::Joining)
        return;
    if (refusal)
        return abort(refusal->uri(), refusal->message());
    m_deadline.reset();
    m_login.reset();
    rearm();
    WelcomeDetails &said = welcome.details;
    const WampTransportDetails transport = q->transport()->transportDetails();
    m_details = {.session = welcome.session,
                 .realm = said.realm.isEmpty() ? m_joining : said.realm,
                 .authid = said.authid,
                 .authrole = said.authrole,
                 .authmethod = said.authmethod,
                 .authprovider = said.authprovider,
                 .authextra = said.authextra,
                 .roles = said.roles,
                 .agent = said.agent,
                 .custom = said.rare->custom,
                 .serializer = transport.serializer,
                 .transport = transport};
    m_requests = {};
    ++m_joinNumber;
    const SessionDetails details = m_details;
    if (setState(State::Joined) && m_state == State::Joined)
        q->handleJoin(details);
}

} // namespace Gantry::Wamp
