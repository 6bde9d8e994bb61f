// SPDX-License-Identifier: MIT
#include "wamp/message/messagetype.h"

#include <algorithm>
#include <iterator>

namespace Gantry::Wamp {

namespace {

using E = ElementKind;
using T = MessageType;
constexpr T noAnswer = T(0);

// Sorted by code.
constexpr MessageRule rules[] = {
    {T::Hello, "HELLO", {E::Uri, E::Dict}, false, Sender::Client, T::Welcome, false},
    {T::Welcome, "WELCOME", {E::Id, E::Dict}, false, Sender::Router, noAnswer, false},
    {T::Abort, "ABORT", {E::Dict, E::Uri}, true, Sender::Both, noAnswer, false},
    {T::Challenge, "CHALLENGE", {E::Text, E::Dict}, false, Sender::Router, T::Authenticate, false},
    {T::Authenticate, "AUTHENTICATE", {E::Text, E::Dict}, false, Sender::Client, noAnswer, false},
    {T::Goodbye, "GOODBYE", {E::Dict, E::Uri}, false, Sender::Both, T::Goodbye, false},
    {T::Error, "ERROR", {E::Type, E::Id, E::Dict, E::Uri}, true, Sender::Both, noAnswer, false},
    {T::Publish, "PUBLISH", {E::Id, E::Dict, E::Uri}, true, Sender::Client, T::Published, true},
    {T::Published, "PUBLISHED", {E::Id, E::Id}, false, Sender::Router, noAnswer, false},
    {T::Subscribe, "SUBSCRIBE", {E::Id, E::Dict, E::UriPattern}, false, Sender::Client, T::Subscribed, true},
    {T::Subscribed, "SUBSCRIBED", {E::Id, E::Id}, false, Sender::Router, noAnswer, false},
    {T::Unsubscribe, "UNSUBSCRIBE", {E::Id, E::Id}, false, Sender::Client, T::Unsubscribed, true},
    // A revocation has the request 0 and says in a third element what is revoked.
    {T::Unsubscribed, "UNSUBSCRIBED", {E::IdOrZero}, false, Sender::Router, noAnswer, false},
    {T::Event, "EVENT", {E::Id, E::Id, E::Dict}, true, Sender::Router, noAnswer, false},
    {T::Call, "CALL", {E::Id, E::Dict, E::Uri}, true, Sender::Client, T::Result, true},
    {T::Cancel, "CANCEL", {E::Id, E::Dict}, false, Sender::Client, noAnswer, false},
    {T::Result, "RESULT", {E::Id, E::Dict}, true, Sender::Router, noAnswer, false},
    {T::Register, "REGISTER", {E::Id, E::Dict, E::UriPattern}, false, Sender::Client, T::Registered, true},
    {T::Registered, "REGISTERED", {E::Id, E::Id}, false, Sender::Router, noAnswer, false},
    {T::Unregister, "UNREGISTER", {E::Id, E::Id}, false, Sender::Client, T::Unregistered, true},
    {T::Unregistered, "UNREGISTERED", {E::IdOrZero}, false, Sender::Router, noAnswer, false},
    {T::Invocation, "INVOCATION", {E::Id, E::Id, E::Dict}, true, Sender::Router, T::Yield, true},
    {T::Interrupt, "INTERRUPT", {E::Id, E::Dict}, false, Sender::Router, noAnswer, false},
    {T::Yield, "YIELD", {E::Id, E::Dict}, true, Sender::Client, noAnswer, false},
    {T::EventReceived, "EVENT_RECEIVED", {E::Id}, false, Sender::Client, noAnswer, false},
};

constexpr bool isRevocable(T type) noexcept
{
    return type == T::Unsubscribed || type == T::Unregistered;
}

} // namespace

int MessageRule::minimumSize() const noexcept
{
    const auto end = std::find(std::begin(elements), std::end(elements), ElementKind::None);
    return 1 + int(end - std::begin(elements));
}

int MessageRule::maximumSize() const noexcept
{
    return minimumSize() + (hasPayload ? 2 : isRevocable(type) ? 1 : 0);
}

const MessageRule *messageRule(quint64 code) noexcept
{
    const auto *rule = std::lower_bound(std::begin(rules), std::end(rules), code,
                                        [](const MessageRule &r, quint64 c) { return quint64(r.type) < c; });
    return rule != std::end(rules) && quint64(rule->type) == code ? rule : nullptr;
}

const MessageRule &messageRule(MessageType type) noexcept
{
    return *messageRule(quint64(type));
}

} // namespace Gantry::Wamp
