// SPDX-License-Identifier: MIT
// The words in which the end of a connection and the outcome of a send are told.
#pragma once

#include "../core/closeinfo.h"

#include <QtCore/QString>

#include <optional>

namespace Gantry {

using Core::CloseCode;
using Core::ClosedBy;
using Core::CloseInfo;
using Core::ClosePhase;
using Core::CloseTimeout;

//! Why a transport ended, for WebSocketAdapterProtocol::connectionLost(). What the
//! WebSocket protocol has to say about it is in CloseInfo.
struct ConnectionLostReason
{
    enum class Kind : quint8 {
        Clean, //!< both directions were ended in order
        Lost, //!< the peer or the network broke it
        Aborted, //!< this side gave it up
        Tls, //!< TLS failed
        Timeout, //!< a deadline passed
    };

    Kind kind = Kind::Lost;
    QString text; //!< English, may be empty
    bool operator==(const ConnectionLostReason &) const = default;
};

//! What became of a request to send. It may be ignored: whatever is neither Queued nor
//! Full had no effect at all.
enum class SendResult : quint8 {
    Queued, //!< taken; bytesToWrite() tells how much waits
    Full, //!< taken too, and outputHighWatermark is reached: wait for drained()
    Dropped, //!< not taken: past outputHighWatermark the option outputPolicy gave it up
    NotOpen, //!< not open yet, or closing
    TooBig, //!< a ping's or pong's payload over 125 octets (RFC 6455 section 5.5), or a limit of this side
    InvalidUtf8, //!< text that is not UTF-8 (RFC 6455 section 5.6)
    InvalidCode, //!< a close code that may not be sent, or a reason without a code
    OutOfOrder, //!< part of a message that was not begun, or whole while one is sent in parts
};

//! Whether what was to be sent is on its way.
constexpr bool isTaken(SendResult result) noexcept
{
    return result == SendResult::Queued || result == SendResult::Full;
}

//! How one message is to be sent.
struct SendOptions
{
    //! Send as it is even where compression was negotiated: for what is compressed
    //! already, and for secrets next to text that an attacker chooses.
    bool doNotCompress = false;
    //! Most octets on the wire of each of the message's frames, 0: all in one. nullopt:
    //! as the option autoFragmentSize says.
    std::optional<qsizetype> fragmentSize = std::nullopt;
    bool operator==(const SendOptions &) const = default;
};

//! What became of octets that were given to a frame whose length was announced.
struct FrameDataResult
{
    SendResult result = SendResult::Queued;
    //! Octets that the frame still wants. 0: it is complete. Negative: it is, and so many
    //! at the end of what was given were not consumed.
    qint64 remaining = 0;
    bool operator==(const FrameDataResult &) const = default;
};

} // namespace Gantry
