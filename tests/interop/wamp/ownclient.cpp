// SPDX-License-Identifier: MIT
#include "ownclient.h"

#include "behaviours.h"
#include "owntransport.h"
#include "wampvalues.h"

#include <Gantry/WampClientAuth>
#include <Gantry/WampUri>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;
using namespace Wamp;

namespace {

int numberOf(const QJsonObject &order)
{
    return order.value("n"_L1).toInt();
}

QString textOf(const QJsonObject &order, QLatin1StringView key)
{
    return order.value(key).toString();
}

QJsonObject payload(const QVariantList &args, const QVariantMap &kwargs)
{
    return {{u"args"_s, jsonOf(args)}, {u"kwargs"_s, jsonOf(kwargs)}};
}

MatchPolicy matchOf(const QJsonObject &options)
{
    return matchPolicyByName(textOf(options, "match"_L1).toUtf8()).value_or(MatchPolicy::Exact);
}

JoinOptions joinOptions(const QJsonObject &auth)
{
    const QString method = textOf(auth, "method"_L1);
    const QString authid = textOf(auth, "authid"_L1);
    const QString secret = textOf(auth, "secret"_L1);
    if (method == "ticket"_L1)
        return {.auths = {ticketAuth(authid, secret)}};
    if (method == "wampcra"_L1)
        return {.auths = {wampCraAuth(authid, secret)}};
    if (method == "scram"_L1)
        return {.auths = {scramAuth(authid, secret)}};
    if (method == "cryptosign"_L1)
        return {.auths = {cryptosignAuth(secret.toLatin1(), {.authid = authid})}};
    return {};
}

CallOptions callOptions(const QJsonObject &options)
{
    return {.timeout = std::chrono::milliseconds(options.value("timeout"_L1).toInt()),
            .receiveProgress = options.value("receive_progress"_L1).toBool(),
            .discloseMe = options.value("disclose_me"_L1).toBool()};
}

QList<Id> sessions(const QJsonValue &list)
{
    QList<Id> ids;
    for (const QJsonValue &id : list.toArray())
        ids.append(Id(id.toInteger()));
    return ids;
}

PublishOptions publishOptions(const QJsonObject &options)
{
    PublishOptions result{.excludeMe = options.value("exclude_me"_L1).toBool(true),
                          .exclude = sessions(options.value("exclude"_L1)),
                          .retain = options.value("retain"_L1).toBool(),
                          .discloseMe = options.value("disclose_me"_L1).toBool()};
    if (options.contains("eligible"_L1))
        result.eligible = sessions(options.value("eligible"_L1));
    return result;
}

//! Absent where it was not disclosed.
QJsonObject disclosed(Id session, const QString &authid, const QString &authrole)
{
    if (session == 0)
        return {};
    return {{u"publisher"_s, qint64(session)},
            {u"publisher_authid"_s, authid},
            {u"publisher_authrole"_s, authrole}};
}

} // namespace

OwnClient::OwnClient(Report report)
    : m_report(std::move(report))
{ }

OwnClient::~OwnClient() = default;

void OwnClient::report(const QJsonObject &order, const QString &what, QJsonObject details)
{
    details.insert(u"n"_s, numberOf(order));
    details.insert(u"what"_s, what);
    m_report(details);
}

template<typename Outcome>
void OwnClient::reportOutcome(const QJsonObject &order, const QString &what, const Outcome &outcome,
                              const QJsonObject &details)
{
    if (outcome.isOk()) {
        report(order, what, details);
        return;
    }
    const RequestError &error = outcome.error;
    QJsonObject failure = payload(error.args, error.kwargs);
    failure.insert(u"error"_s, error.uri.isEmpty() ? error.text() : error.uri);
    report(order, u"error"_s, failure);
}

void OwnClient::obey(const QJsonObject &order)
{
    const QString op = textOf(order, "op"_L1);
    if (op == "join"_L1)
        join(order);
    else if (op == "leave"_L1)
        (void)m_session.leave();
    else if (op == "register"_L1)
        registerProcedure(order);
    else if (op == "unregister"_L1)
        unregister(order);
    else if (op == "call"_L1)
        call(order);
    else if (op == "cancel"_L1)
        cancel(order);
    else if (op == "subscribe"_L1)
        subscribe(order);
    else if (op == "unsubscribe"_L1)
        unsubscribe(order);
    else if (op == "publish"_L1)
        publish(order);
}

void OwnClient::join(const QJsonObject &order)
{
    m_session.setRealm(textOf(order, "realm"_L1));
    m_session.setJoinOptions(joinOptions(order.value("auth"_L1).toObject()));
    QObject::connect(&m_session, &ApplicationSession::onJoin, &m_session,
                     [this, order](const SessionDetails &details) {
                         report(order, u"joined"_s,
                                {{u"session"_s, qint64(details.session)},
                                 {u"authid"_s, details.authid},
                                 {u"authrole"_s, details.authrole},
                                 {u"authmethod"_s, details.authmethod}});
                     });
    QObject::connect(&m_session, &ApplicationSession::onLeave, &m_session,
                     [this, order](const LeaveDetails &details) {
                         const bool wasJoined = m_session.sessionDetails().session != 0;
                         report(order, wasJoined ? u"left"_s : u"refused"_s,
                                {{u"reason"_s, details.reason}, {u"message"_s, details.message}});
                     });
    QObject::connect(&m_session, &ApplicationSession::onDisconnect, &m_session,
                     [this, order] { report(order, u"disconnected"_s); });
    m_connection = connectOwn(&m_session, QUrl(textOf(order, "url"_L1)), textOf(order, "serializer"_L1));
}

void OwnClient::registerProcedure(const QJsonObject &order)
{
    const QJsonObject options = order.value("options"_L1).toObject();
    const auto invoke = invocationPolicyByName(textOf(options, "invoke"_L1).toUtf8());
    const auto say = [this, order](const QString &what) { report(order, what); };
    m_session
        .registerProcedure(textOf(order, "procedure"_L1), behaviour(order, say),
                           {.match = matchOf(options), .invoke = invoke.value_or(InvocationPolicy::Single)})
        .then(&m_session, [this, order](const RegisterOutcome &outcome) {
            m_registrations.insert(numberOf(order), outcome.registration);
            reportOutcome(order, u"registered"_s, outcome);
        });
}

void OwnClient::unregister(const QJsonObject &order)
{
    m_registrations.take(order.value("of"_L1).toInt())
        .unregister()
        .then(&m_session, [this, order](const RequestOutcome &outcome) {
            reportOutcome(order, u"unregistered"_s, outcome);
        });
}

void OwnClient::call(const QJsonObject &order)
{
    const CallOptions options = callOptions(order.value("options"_L1).toObject());
    ProgressHandler onProgress;
    if (options.receiveProgress) {
        onProgress = ProgressHandler([this, order](const QVariantList &args, const QVariantMap &kwargs) {
            report(order, u"progress"_s, payload(args, kwargs));
        });
    }
    const CallHandle handle =
        m_session.call(textOf(order, "procedure"_L1), argsOf(order), kwargsOf(order), options, onProgress);
    m_calls.insert(numberOf(order), handle);
    handle.future().then(&m_session, [this, order](const CallOutcome &outcome) {
        reportOutcome(order, u"result"_s, outcome, payload(outcome.result.args, outcome.result.kwargs));
    });
}

void OwnClient::cancel(const QJsonObject &order)
{
    const auto mode = cancelModeByName(textOf(order, "mode"_L1).toUtf8());
    m_calls.value(order.value("of"_L1).toInt()).cancel(mode.value_or(CancelMode::KillNoWait));
}

void OwnClient::subscribe(const QJsonObject &order)
{
    const QJsonObject options = order.value("options"_L1).toObject();
    const auto handler = [this, order](const QVariantList &args, const QVariantMap &kwargs,
                                       const EventInfo &info) {
        QJsonObject details = payload(args, kwargs);
        details.insert(u"topic"_s, info.topic);
        details.insert(u"publication"_s, qint64(info.publication));
        details.insert(u"retained"_s, info.retained);
        const QJsonObject publisher = disclosed(info.publisher, info.publisherAuthid, info.publisherAuthrole);
        for (auto it = publisher.begin(); it != publisher.end(); ++it)
            details.insert(it.key(), it.value());
        report(order, u"event"_s, details);
    };
    m_session
        .subscribe(textOf(order, "topic"_L1), handler,
                   {.match = matchOf(options), .getRetained = options.value("get_retained"_L1).toBool()})
        .then(&m_session, [this, order](const SubscribeOutcome &outcome) {
            m_subscriptions.insert(numberOf(order), outcome.subscription);
            reportOutcome(order, u"subscribed"_s, outcome);
        });
}

void OwnClient::unsubscribe(const QJsonObject &order)
{
    m_subscriptions.take(order.value("of"_L1).toInt())
        .unsubscribe()
        .then(&m_session, [this, order](const RequestOutcome &outcome) {
            reportOutcome(order, u"unsubscribed"_s, outcome);
        });
}

void OwnClient::publish(const QJsonObject &order)
{
    const QJsonObject options = order.value("options"_L1).toObject();
    const QString topic = textOf(order, "topic"_L1);
    if (!options.value("acknowledge"_L1).toBool()) {
        const SendOutcome outcome =
            m_session.publish(topic, argsOf(order), kwargsOf(order), publishOptions(options));
        report(order, outcome.isOk() ? u"sent"_s : u"error"_s);
        return;
    }
    m_session.publishAcknowledged(topic, argsOf(order), kwargsOf(order), publishOptions(options))
        .then(&m_session, [this, order](const PublishOutcome &outcome) {
            reportOutcome(order, u"published"_s, outcome, {{u"publication"_s, qint64(outcome.publication)}});
        });
}

} // namespace Gantry::Interop
