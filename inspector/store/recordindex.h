// SPDX-License-Identifier: GPL-3.0-only
// What is known of a record without reading it: where it lies in its segment, and what
// tables and filters ask for most. A million of them take 32 MB.
#pragma once

#include "tap/record.h"

#include <QtCore/QByteArrayView>

#include <optional>

namespace Gantry::Inspector {

struct RecordIndex
{
    qint64 timeNs = 0;
    quint32 connection = 0; //!< the store's number
    quint32 offset = 0; //!< of the encoded record in its segment's file
    quint32 payloadOffset = 0; //!< of the payload in the same file
    quint32 payloadLength = 0;
    quint32 wireLength = 0; //!< of a frame's payload; what does not fit is the largest number
    Tap::RecordKind kind = Tap::RecordKind::Drop;
    quint8 opcode = 0;
    quint8 messageOpcode = 0;
    quint8 bits = 0; //!< see Bit

    enum Bit : quint8 {
        Fin = 1,
        Rsv = 2 | 4 | 8,
        Masked = 16,
        Received = 32,
        HasNote = 64,
    };

    bool isFrame() const noexcept { return kind == Tap::RecordKind::Frame; }
    //! A ping, pong or close frame, or with a reserved control opcode.
    bool isControlFrame() const noexcept { return isFrame() && Core::isControlOpcode(opcode); }
    bool isFinal() const noexcept { return (bits & Fin) != 0; }
    //! The three bits as a number; RSV1 is 4.
    quint8 rsv() const noexcept { return (bits & Rsv) >> 1; }
    bool isMasked() const noexcept { return (bits & Masked) != 0; }
    //! Something is wrong with it, which its note says.
    bool hasNote() const noexcept { return (bits & HasNote) != 0; }
    bool hasDirection() const noexcept
    {
        return isFrame() || kind == Tap::RecordKind::Message || kind == Tap::RecordKind::Octets;
    }
    std::optional<Core::Direction> direction() const noexcept
    {
        return hasDirection()
            ? std::optional((bits & Received) != 0 ? Core::Direction::Received : Core::Direction::Sent)
            : std::nullopt;
    }
};
static_assert(sizeof(RecordIndex) == 32);

//! \a record was read by Tap::viewRecord() from \a encoded, which stands at \a offset
//! of its file.
RecordIndex makeIndex(const Tap::Record &record, QByteArrayView encoded, quint32 offset);

} // namespace Gantry::Inspector
