// SPDX-License-Identifier: MIT
// Where a message that is sent in parts stands: a table of which call may come next,
// and what has to be remembered from one to the next.
#pragma once

#include "core/frame/frameheader.h"
#include "core/frame/observedpayload.h"
#include "core/message/utf8validator.h"

#include <optional>

namespace Gantry::Core {

enum class OutgoingState : quint8 {
    Ground, //!< no message has begun
    InsideMessage, //!< between its frames
    InsideFrame, //!< a frame's length was announced and not all of it was given
};

enum class OutgoingInput : quint8 {
    WholeMessage,
    Control, //!< a control frame, a close frame included
    BeginMessage,
    WholeFrame,
    BeginFrame,
    FrameData,
    FrameComplete,
    EndMessage,
};

//! nullopt: out of order.
std::optional<OutgoingState> nextState(OutgoingState state, OutgoingInput input) noexcept;

//! Exists from the beginning of a message to its end.
struct OutgoingMessage
{
    //! Decided with the first frame, which carries RSV1 (RFC 7692 section 6.1).
    enum class Compression : quint8 { Undecided, Compressed, Plain };

    OutgoingMessage(bool isBinary, bool mayCompress, quint64 maxObservedBytes)
        : observed(maxObservedBytes)
        , compression(mayCompress ? Compression::Undecided : Compression::Plain)
        , isBinary(isBinary)
    { }

    //! That of the next frame, but for length and mask.
    FrameHeader nextHeader(bool fin) const noexcept;
    quint64 position() const noexcept { return frame.payloadLength - remaining; }

    FrameHeader frame = {}; //!< that is being streamed
    quint64 remaining = 0; //!< octets of it
    ObservedPayload observed; //!< of it
    OutgoingState state = OutgoingState::InsideMessage;
    Compression compression;
    Utf8Validator utf8 = {};
    bool isBinary;
    bool isFirstFrame = true;
};

} // namespace Gantry::Core
