// SPDX-License-Identifier: MIT
// Which messages a session awaits in which state: the one table of that.
#pragma once

#include "wamp/message/messagetype.h"
#include "wamp/session/applicationsession.h"

namespace Gantry::Wamp {

enum class Expectation : quint8 {
    Handled,
    Ignored, //!< it was on its way when this side went on
    Violation, //!< of the protocol
};

//! What to do with a message of \a type that comes in \a state.
Expectation expectationOf(ApplicationSession::State state, MessageType type) noexcept;

} // namespace Gantry::Wamp
