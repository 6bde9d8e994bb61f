// SPDX-License-Identifier: MIT
#include "router/authorization.h"

#include "router/dealer.h"
#include "router/routersession.h"
#include "wamp/message/errors.h"
#include "wamp/message/uri.h"
#include "wamp/serializer/serializer.h"

#include <algorithm>

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype maxUriSize = 4096;

// A trie is as deep as its patterns have components, is walked by recursion, and has a node of
// some hundred octets for each of them.
constexpr qsizetype maxPatternComponents = 32;

constexpr QLatin1StringView actionName(WampAction action) noexcept
{
    switch (action) {
    case WampAction::Call:
        return "call"_L1;
    case WampAction::Register:
        return "register"_L1;
    case WampAction::Publish:
        return "publish"_L1;
    case WampAction::Subscribe:
        return "subscribe"_L1;
    }
    return {};
}

bool isAllowed(const PermissionRule &rule, WampAction action, bool &disclose)
{
    switch (action) {
    case WampAction::Call:
        disclose = rule.discloseCaller;
        return rule.mayCall;
    case WampAction::Register:
        return rule.mayRegister;
    case WampAction::Publish:
        disclose = rule.disclosePublisher;
        return rule.mayPublish;
    case WampAction::Subscribe:
        return rule.maySubscribe;
    }
    return false;
}

Permission denied()
{
    return {.error = Uris::notAuthorized, .text = "the session is not allowed to do this"_L1};
}

Permission failed()
{
    return {.error = Uris::authorizationFailed, .text = "it could not be decided whether this is allowed"_L1};
}

} // namespace

const Permission *PermissionCache::find(WampAction action, QByteArrayView uri) const
{
    const auto found = m_entries.find(uri);
    if (found == m_entries.end())
        return nullptr;
    const Entry &entry = found->second;
    if (action == WampAction::Call)
        return entry.isCallAllowed ? &entry.call : nullptr;
    return action == WampAction::Publish && entry.isPublishAllowed ? &entry.publish : nullptr;
}

void PermissionCache::insert(WampAction action, QByteArrayView uri, bool disclose)
{
    if (action != WampAction::Call && action != WampAction::Publish)
        return;
    if (m_entries.size() >= maxEntries)
        m_entries.clear();
    Entry &entry = m_entries[uri.toByteArray()];
    if (action == WampAction::Call) {
        entry.isCallAllowed = true;
        entry.call.disclose = disclose;
    } else {
        entry.isPublishAllowed = true;
        entry.publish.disclose = disclose;
    }
}

Authorization::Authorization(const RealmOptions &options, Dealer &dealer)
    : m_options(options)
    , m_dealer(dealer)
{
    [[maybe_unused]] const Roles none = readRoles();
}

Authorization::Roles Authorization::readRoles()
{
    m_authorizer = m_options.authorizer ? std::make_shared<const Authorizer>(m_options.authorizer) : nullptr;
    Roles before = std::exchange(m_roles, {});
    for (const RealmRole &role : m_options.roles)
        m_roles.push_back(std::make_unique<CompiledRole>(role));
    return before;
}

const CompiledRole *Authorization::role(const QString &name) const
{
    for (const auto &role : m_roles) {
        if (role->role.name == name)
            return role.get();
    }
    return nullptr;
}

Permission Authorization::check(RouterSession &session, WampAction action, QByteArrayView uri,
                                MatchPolicy match)
{
    if (const Permission *known = session.permissions().find(action, uri))
        return *known;
    if (uri.size() > maxUriSize)
        return {.error = Uris::invalidUri, .text = "the URI is too long"_L1};
    if (!isValidPattern(uri, match, m_options.uriCheck))
        return {.error = Uris::invalidUri, .text = "this is no URI, or none that the realm allows"_L1};
    if (match != MatchPolicy::Exact && std::ranges::count(uri, '.') >= maxPatternComponents)
        return {.error = Uris::invalidUri, .text = "the pattern has too many components"_L1};
    if (session.isTrusted())
        return {};
    if ((action == WampAction::Register || action == WampAction::Publish) && isReservedUri(uri))
        return {.error = Uris::invalidUri, .text = "URIs that begin with \"wamp.\" are reserved"_L1};
    // Who has it decides about everybody, whatever a rule says.
    if (action == WampAction::Register && match == MatchPolicy::Exact && isAuthorizer(uri))
        return denied();
    if (m_roles.empty() && !m_options.authorizer && m_options.authorizerProcedure.isEmpty())
        return uri.startsWith("wamp.session.kill") ? denied() : Permission();

    if (const CompiledRole *role = session.role()) {
        if (const PermissionRule *rule = role->rule(action, uri, match)) {
            bool disclose = false;
            if (!isAllowed(*rule, action, disclose))
                return denied();
            session.permissions().insert(action, uri, disclose);
            return {.disclose = disclose};
        }
    }
    return ask(session, action, uri, match);
}

bool Authorization::isAuthorizer(QByteArrayView procedure) const
{
    return !m_options.authorizerProcedure.isEmpty() && procedure == m_options.authorizerProcedure.toUtf8();
}

Permission Authorization::ask(RouterSession &session, WampAction action, QByteArrayView uri,
                              MatchPolicy match)
{
    if (const std::shared_ptr<const Authorizer> authorizer = m_authorizer) {
        const std::shared_ptr<const SessionStay> stay = session.stay();
        const AuthorizationDecision decision = (*authorizer)({.realm = m_options.name,
                                                              .session = session.id(),
                                                              .authid = session.identity().authid,
                                                              .authrole = session.identity().authrole,
                                                              .action = action,
                                                              .uri = QString::fromUtf8(uri),
                                                              .match = match});
        if (stay->isOver)
            return {.isMoot = true};
        if (decision.allow && decision.cache)
            session.permissions().insert(action, uri, decision.disclose);
        return permissionOf(decision);
    }
    return m_options.authorizerProcedure.isEmpty() ? denied() : askProcedure(session, action, uri, match);
}

Permission Authorization::askProcedure(RouterSession &session, WampAction action, QByteArrayView uri,
                                       MatchPolicy match)
{
    QVariantMap options;
    if (action == WampAction::Register || action == WampAction::Subscribe)
        options.insert(u"match"_s, QString::fromUtf8(nameOf(match)));
    const Payload question = Payload::fromValues(
        {session.details(), QString::fromUtf8(uri), QString(actionName(action)), options});
    if (!session.askDecision(m_dealer.callInternally(m_options.authorizerProcedure.toUtf8(), question,
                                                     m_options.authorizationTimeout, session.decider())))
        return failed();
    return {.isPending = true};
}

std::optional<AuthorizationDecision> Authorization::decisionOf(const Payload &result)
{
    const auto content = contentOf(result);
    if (!content || content->args.isEmpty())
        return std::nullopt;
    const QVariant answer = content->args.first();
    if (answer.typeId() == QMetaType::Bool)
        return AuthorizationDecision{.allow = answer.toBool()};
    const QVariantMap map = answer.toMap();
    const QVariant allow = map.value(u"allow"_s);
    if (allow.typeId() != QMetaType::Bool)
        return std::nullopt;
    // Anything but true is false: 1 or "no" grant nothing.
    const auto isTrue = [&map](const QString &key) { return map.value(key) == QVariant(true); };
    return AuthorizationDecision{
        .allow = allow.toBool(), .disclose = isTrue(u"disclose"_s), .cache = isTrue(u"cache"_s)};
}

Permission Authorization::permissionOf(const AuthorizationDecision &decision)
{
    return decision.allow ? Permission{.disclose = decision.disclose} : denied();
}

} // namespace Gantry::Wamp
