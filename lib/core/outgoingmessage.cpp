// SPDX-License-Identifier: MIT
#include "core/outgoingmessage.h"

namespace Gantry::Core {

namespace {

using State = OutgoingState;
using Input = OutgoingInput;

struct Transition
{
    State from;
    Input input;
    State to;
};

// RFC 6455 section 5.4: control frames may stand between the fragments of a message,
// other messages may not; and nothing may stand inside a frame.
constexpr Transition transitions[] = {
    {State::Ground, Input::WholeMessage, State::Ground},
    {State::Ground, Input::Control, State::Ground},
    {State::Ground, Input::BeginMessage, State::InsideMessage},
    {State::InsideMessage, Input::Control, State::InsideMessage},
    {State::InsideMessage, Input::WholeFrame, State::InsideMessage},
    {State::InsideMessage, Input::BeginFrame, State::InsideFrame},
    {State::InsideMessage, Input::EndMessage, State::Ground},
    {State::InsideFrame, Input::FrameData, State::InsideFrame},
    {State::InsideFrame, Input::FrameComplete, State::InsideMessage},
};

} // namespace

std::optional<OutgoingState> nextState(OutgoingState state, OutgoingInput input) noexcept
{
    for (const Transition &transition : transitions) {
        if (transition.from == state && transition.input == input)
            return transition.to;
    }
    return std::nullopt;
}

FrameHeader OutgoingMessage::nextHeader(bool fin) const noexcept
{
    if (!isFirstFrame)
        return {.fin = fin, .opcode = quint8(Opcode::Continuation)};
    return {.fin = fin,
            .rsv = compression == Compression::Compressed ? Rsv1 : quint8(0),
            .opcode = quint8(isBinary ? Opcode::Binary : Opcode::Text)};
}

} // namespace Gantry::Core
