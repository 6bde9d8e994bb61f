// SPDX-License-Identifier: MIT
// Rules about URIs, and about patterns that stand for many of them: such a one needs a rule
// for all of them, and none of them may be forbidden by a more specific rule.
#include "router/authorization.h"

namespace Gantry::Wamp {

namespace {

bool allows(const PermissionRule &rule, WampAction action)
{
    switch (action) {
    case WampAction::Call:
        return rule.mayCall;
    case WampAction::Register:
        return rule.mayRegister;
    case WampAction::Publish:
        return rule.mayPublish;
    case WampAction::Subscribe:
        return rule.maySubscribe;
    }
    return false;
}

//! A pattern, looked at component by component.
struct Walk
{
    QByteArrayView rest;
    MatchPolicy match;
    QByteArrayView component = {};
    bool isLast = false;

    void next()
    {
        const qsizetype dot = rest.indexOf('.');
        isLast = dot < 0;
        component = isLast ? rest : rest.first(dot);
        rest = isLast ? QByteArrayView() : rest.sliced(dot + 1);
    }
    bool isOpenEnded() const { return isLast && match == MatchPolicy::Prefix; }
    bool isAny() const { return component.isEmpty() && match == MatchPolicy::Wildcard; }
};

//! Whether there may be an URI that both stand for.
bool mayMeet(Walk a, Walk b)
{
    while (true) {
        a.next();
        b.next();
        if (a.isOpenEnded() && b.isOpenEnded())
            return a.component.startsWith(b.component) || b.component.startsWith(a.component);
        if (a.isOpenEnded())
            return b.isAny() || b.component.startsWith(a.component);
        if (b.isOpenEnded())
            return a.isAny() || a.component.startsWith(b.component);
        if (!a.isAny() && !b.isAny() && a.component != b.component)
            return false;
        if (a.isLast || b.isLast)
            return a.isLast == b.isLast;
    }
}

//! Whether \a other goes before \a rule where both fit.
bool goesBefore(const CompiledRole::Rule &other, const CompiledRole::Rule &rule)
{
    if (other.rule.match != rule.rule.match)
        return other.rule.match < rule.rule.match;
    return other.rule.match == MatchPolicy::Wildcard || other.uri.size() > rule.uri.size();
}

} // namespace

CompiledRole::CompiledRole(const RealmRole &r)
    : role(r)
{
    rules.reserve(size_t(r.rules.size())); // the index keeps pointers
    for (const PermissionRule &rule : r.rules) {
        rules.push_back({rule, rule.uri.toUtf8()});
        const QByteArray &uri = rules.back().uri;
        if (index.find(uri, rule.match))
            index.remove(uri, rule.match); // the last one counts
        index.insert(uri, rule.match, &rules.back());
    }
}

const PermissionRule *CompiledRole::rule(WampAction action, QByteArrayView uri, MatchPolicy match) const
{
    if (match == MatchPolicy::Exact) {
        const Rule *found = index.best(uri);
        return found ? &found->rule : nullptr;
    }
    const Rule *found = covering(uri, match);
    if (!found || !allows(found->rule, action))
        return found ? &found->rule : nullptr;
    for (const Rule &other : rules) {
        if (!allows(other.rule, action) && goesBefore(other, *found)
            && mayMeet({uri, match}, {other.uri, other.rule.match}))
            return &other.rule;
    }
    return &found->rule;
}

//! The rule that fits everything that \a pattern stands for, and goes before others such.
const CompiledRole::Rule *CompiledRole::covering(QByteArrayView pattern, MatchPolicy match) const
{
    const Rule *best = nullptr;
    for (const Rule &rule : rules) {
        const bool fits = (rule.rule.match == MatchPolicy::Prefix && pattern.startsWith(rule.uri))
            || (rule.rule.match == MatchPolicy::Wildcard && match == MatchPolicy::Wildcard
                && matchesUri(rule.uri, MatchPolicy::Wildcard, pattern));
        if (fits && (!best || goesBefore(rule, *best)))
            best = &rule;
    }
    return best;
}

} // namespace Gantry::Wamp
