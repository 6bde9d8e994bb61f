// SPDX-License-Identifier: MIT
#include "core/connectionstate.h"

namespace Gantry::Core {

namespace {

using State = ConnectionState;
using Input = ConnectionInput;

struct Transition
{
    State from;
    Input input;
    State to;
};

// RFC 6455 sections 4 and 7. Dropped and TransportClosed end everything, so they
// are said once below instead of in four rows each.
constexpr Transition transitions[] = {
    {State::Connecting, Input::HandshakeDone, State::Open},
    {State::Connecting, Input::HandshakeFailed, State::Closing},
    {State::Open, Input::CloseSent, State::Closing},
    {State::Open, Input::CloseAnswered, State::Closing},
    {State::Open, Input::Failed, State::Closing},
    {State::Closing, Input::CloseReceived, State::Closing},
    {State::Closing, Input::Failed, State::Closing},
};

} // namespace

std::optional<ConnectionState> nextState(ConnectionState state, ConnectionInput input) noexcept
{
    if (state != State::Closed && (input == Input::Dropped || input == Input::TransportClosed))
        return State::Closed;
    for (const Transition &transition : transitions) {
        if (transition.from == state && transition.input == input)
            return transition.to;
    }
    return std::nullopt;
}

} // namespace Gantry::Core
