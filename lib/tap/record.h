// SPDX-License-Identifier: MIT
// What happens on connections, as plain values. One record a happening; the same
// records come from the hub of a live process, from the decoder of relayed octets
// and from files.
#pragma once

#include "core/closeinfo.h"
#include "core/connectionstate.h"
#include "core/export.h"
#include "core/frame/frameheader.h"
#include "core/frame/frameobserver.h"
#include "core/handshake/headerfields.h"
#include "core/role.h"

#include <QtCore/QFlags>

#include <variant>

namespace Gantry::Tap {

using Core::Direction;

//! What every record carries.
struct RecordHead
{
    quint64 connection = 0; //!< unique in the source, from 1; 0: the source as a whole
    qint64 timeNs = 0; //!< Unix epoch, nanoseconds
    bool operator==(const RecordHead &) const = default;
};

//! The opening handshake is complete, or was when the observer came.
struct OpenRecord
{
    RecordHead head = {};
    Core::Role role = Core::Role::Server; //!< of the observed endpoint
    QByteArray url = {}; //!< as the client asked for it
    QByteArray peer = {}; //!< "tcp4:127.0.0.1:4711"
    QByteArray requestLine = {}; //!< "GET /chat HTTP/1.1"
    Core::HeaderFields request = {};
    QByteArray statusLine = {}; //!< "HTTP/1.1 101 Switching Protocols"; empty: none came
    Core::HeaderFields response = {};
    QByteArray subprotocol = {};
    QByteArray extensions = {};
    bool operator==(const OpenRecord &) const = default;
};

//! One wire frame.
struct FrameRecord
{
    RecordHead head = {};
    Direction direction = Direction::Sent;
    Core::FrameHeader header = {}; //!< header.payloadLength is the size on the wire
    quint8 messageOpcode = 0; //!< header.opcode, or for a continuation that of its message
    QByteArray payload = {}; //!< unmasked and inflated
    QByteArray note = {}; //!< English; what is wrong with this frame, empty: nothing
    bool operator==(const FrameRecord &) const = default;
};

//! A whole message as the application sees or sent it.
struct MessageRecord
{
    RecordHead head = {};
    Direction direction = Direction::Sent;
    bool isBinary = false;
    QByteArray payload = {};
    bool operator==(const MessageRecord &) const = default;
};

//! Octets as the transport carried them (inside TLS: the plain ones).
struct OctetsRecord
{
    RecordHead head = {};
    Direction direction = Direction::Sent;
    QByteArray octets = {};
    //! English; why a decoder shows octets instead of what they mean, or what is wrong
    //! with them. Empty when octets are what was asked for.
    QByteArray note = {};
    bool operator==(const OctetsRecord &) const = default;
};

struct StateRecord
{
    RecordHead head = {};
    Core::ConnectionState state = Core::ConnectionState::Connecting;
    bool operator==(const StateRecord &) const = default;
};

struct CloseRecord
{
    RecordHead head = {};
    bool wasClean = false;
    quint16 code = 1006;
    QByteArray reason = {};
    Core::ClosedBy by = Core::ClosedBy::Nobody;
    bool operator==(const CloseRecord &) const = default;
};

//! Records that a queue had no room for, said when there is room again.
struct DropRecord
{
    RecordHead head = {};
    quint64 count = 0;
    quint64 octets = 0;
    bool operator==(const DropRecord &) const = default;
};

using Record =
    std::variant<OpenRecord, FrameRecord, MessageRecord, OctetsRecord, StateRecord, CloseRecord, DropRecord>;

enum class RecordKind : quint8 {
    Open = 0x01,
    Frame = 0x02,
    Message = 0x04,
    Octets = 0x08,
    State = 0x10,
    Close = 0x20,
    Drop = 0x40,
};
Q_DECLARE_FLAGS(RecordKinds, RecordKind)
Q_DECLARE_OPERATORS_FOR_FLAGS(RecordKinds)

//! What an inspector asks for unless told otherwise: Open, Frame, Close, Drop.
inline constexpr RecordKinds DefaultKinds =
    RecordKinds(RecordKind::Open) | RecordKind::Frame | RecordKind::Close | RecordKind::Drop;

GANTRY_WEBSOCKET_EXPORT RecordKind kindOf(const Record &record) noexcept;
GANTRY_WEBSOCKET_EXPORT const RecordHead &headOf(const Record &record) noexcept;
//! Octets of memory that \a record's variable parts hold.
GANTRY_WEBSOCKET_EXPORT qsizetype weightOf(const Record &record) noexcept;
//! \a record with every byte array its own (see HubObserver::observe()).
GANTRY_WEBSOCKET_EXPORT Record keepable(Record record);

} // namespace Gantry::Tap
