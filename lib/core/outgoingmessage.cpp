// SPDX-License-Identifier: MIT
#include "core/outgoingmessage.h"

namespace Gantry::Core {

namespace {

using Input = OutgoingInput;

struct Transition
{
    OutgoingState from;
    Input input;
    OutgoingState to;
};

// RFC 6455 section 5.4: control frames may stand between the fragments of a message,
// other messages may not; and nothing may stand inside a frame.
constexpr Transition transitions[] = {
    {OutgoingState::Ground, Input::WholeMessage, OutgoingState::Ground},
    {OutgoingState::Ground, Input::Control, OutgoingState::Ground},
    {OutgoingState::Ground, Input::BeginMessage, OutgoingState::InsideMessage},
    {OutgoingState::InsideMessage, Input::Control, OutgoingState::InsideMessage},
    {OutgoingState::InsideMessage, Input::WholeFrame, OutgoingState::InsideMessage},
    {OutgoingState::InsideMessage, Input::BeginFrame, OutgoingState::InsideFrame},
    {OutgoingState::InsideMessage, Input::EndMessage, OutgoingState::Ground},
    {OutgoingState::InsideFrame, Input::FrameData, OutgoingState::InsideFrame},
    {OutgoingState::InsideFrame, Input::FrameComplete, OutgoingState::InsideMessage},
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
