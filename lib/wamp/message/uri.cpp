// SPDX-License-Identifier: MIT
#include "wamp/message/uri.h"

#include <algorithm>
#include <iterator>

namespace Gantry::Wamp {

namespace {

constexpr bool isLooseCharacter(char c) noexcept
{
    // \s of regular expressions; beyond ASCII everything is allowed.
    return !(c == ' ' || (c >= '\t' && c <= '\r') || c == '#');
}

constexpr bool isStrictCharacter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

enum class EmptyComponents : quint8 { None, Last, Any };

bool isWellFormed(QByteArrayView uri, UriCheck check, EmptyComponents empty) noexcept
{
    bool isEmpty = true; // the component so far
    for (const char c : uri) {
        if (c == '.') {
            if (isEmpty && empty != EmptyComponents::Any)
                return false;
            isEmpty = true;
            continue;
        }
        if (!(check == UriCheck::Strict ? isStrictCharacter(c) : isLooseCharacter(c)))
            return false;
        isEmpty = false;
    }
    return !isEmpty || empty != EmptyComponents::None;
}

//! Cuts the first component off \a rest.
QByteArrayView takeComponent(QByteArrayView &rest, bool &isLast) noexcept
{
    const qsizetype dot = rest.indexOf('.');
    isLast = dot < 0;
    const QByteArrayView component = isLast ? rest : rest.first(dot);
    rest = isLast ? QByteArrayView() : rest.sliced(dot + 1);
    return component;
}

bool matchesWildcard(QByteArrayView pattern, QByteArrayView uri) noexcept
{
    while (true) {
        bool isLastOfPattern = false;
        bool isLastOfUri = false;
        const QByteArrayView wanted = takeComponent(pattern, isLastOfPattern);
        const QByteArrayView given = takeComponent(uri, isLastOfUri);
        if (!wanted.isEmpty() && wanted != given)
            return false;
        if (isLastOfPattern || isLastOfUri)
            return isLastOfPattern == isLastOfUri;
    }
}

constexpr QByteArrayView matchNames[] = {"exact", "prefix", "wildcard"};
constexpr QByteArrayView invokeNames[] = {"single", "roundrobin", "random", "first", "last"};
constexpr QByteArrayView modeNames[] = {"skip", "kill", "killnowait"};

template<typename Enum, size_t N>
std::optional<Enum> byName(const QByteArrayView (&names)[N], QByteArrayView name) noexcept
{
    const auto *found = std::find(std::begin(names), std::end(names), name);
    return found == std::end(names) ? std::nullopt : std::optional(Enum(found - std::begin(names)));
}

} // namespace

bool isValidUri(QByteArrayView uri, UriCheck check) noexcept
{
    return isWellFormed(uri, check, EmptyComponents::None);
}

bool isValidPattern(QByteArrayView pattern, MatchPolicy match, UriCheck check) noexcept
{
    switch (match) {
    case MatchPolicy::Exact:
        return isWellFormed(pattern, check, EmptyComponents::None);
    case MatchPolicy::Prefix:
        return isWellFormed(pattern, check, EmptyComponents::Last);
    case MatchPolicy::Wildcard:
        return isWellFormed(pattern, check, EmptyComponents::Any);
    }
    return false;
}

bool isReservedUri(QByteArrayView uri) noexcept
{
    return uri == QByteArrayView("wamp") || uri.startsWith("wamp.");
}

bool matchesUri(QByteArrayView pattern, MatchPolicy match, QByteArrayView uri) noexcept
{
    switch (match) {
    case MatchPolicy::Exact:
        return pattern == uri;
    case MatchPolicy::Prefix:
        return uri.startsWith(pattern);
    case MatchPolicy::Wildcard:
        return matchesWildcard(pattern, uri);
    }
    return false;
}

QByteArrayView nameOf(MatchPolicy match) noexcept
{
    return matchNames[int(match)];
}

QByteArrayView nameOf(InvocationPolicy invoke) noexcept
{
    return invokeNames[int(invoke)];
}

QByteArrayView nameOf(CancelMode mode) noexcept
{
    return modeNames[int(mode)];
}

std::optional<MatchPolicy> matchPolicyByName(QByteArrayView name) noexcept
{
    return byName<MatchPolicy>(matchNames, name);
}

std::optional<InvocationPolicy> invocationPolicyByName(QByteArrayView name) noexcept
{
    return byName<InvocationPolicy>(invokeNames, name);
}

std::optional<CancelMode> cancelModeByName(QByteArrayView name) noexcept
{
    return byName<CancelMode>(modeNames, name);
}

} // namespace Gantry::Wamp
