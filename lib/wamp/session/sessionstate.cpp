// SPDX-License-Identifier: MIT
#include "wamp/session/sessionstate.h"

namespace Gantry::Wamp {

namespace {

using State = ApplicationSession::State;
using T = MessageType;

// What a router's messages are to a session.
enum class Kind : quint8 { Opening, Abort, Goodbye, Answer, Delivery, NotForClients };

Kind kindOf(MessageType type) noexcept
{
    if (!messageRule(type).mayBeSentBy(Sender::Router))
        return Kind::NotForClients;
    switch (type) {
    case T::Welcome:
    case T::Challenge:
        return Kind::Opening;
    case T::Abort:
        return Kind::Abort;
    case T::Goodbye:
        return Kind::Goodbye;
    case T::Event:
    case T::Invocation:
    case T::Interrupt:
        return Kind::Delivery;
    default:
        return Kind::Answer;
    }
}

constexpr auto H = Expectation::Handled;
constexpr auto I = Expectation::Ignored;
constexpr auto V = Expectation::Violation;

// In the order of the enumerations.
constexpr Expectation expectations[6][6] = {
    //                Opening Abort Goodbye Answer Delivery NotForClients
    /* Disconnected */ {I, I, I, I, I, I},
    // GOODBYEs may cross: each is the answer to the other, and some routers answer as well.
    /* Connected    */ {V, H, I, V, V, V},
    /* Joining      */ {H, H, V, V, V, V},
    /* Joined       */ {V, H, H, H, H, V},
    /* Leaving      */ {V, H, H, H, I, V},
    /* Ended        */ {I, I, I, I, I, I},
};

} // namespace

Expectation expectationOf(ApplicationSession::State state, MessageType type) noexcept
{
    return expectations[int(state)][int(kindOf(type))];
}

} // namespace Gantry::Wamp
