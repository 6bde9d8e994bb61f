// SPDX-License-Identifier: MIT
// The layout of each record, written down once: a codec is handed the members in
// their order and counts, writes or reads them. New members go to the end, where a
// reader ignores what it does not know.
//
// A codec has number(n), flag(bool), enumerator(e, last), bytes(array),
// payload(array that may be cut), fields(headers) and bits(frame header). Records
// are const for codecs that write.
#pragma once

#include "tap/record.h"

#include <concepts>
#include <type_traits>

namespace Gantry::Tap {

template<typename T, typename R>
concept OneOf = std::same_as<std::remove_const_t<T>, R>;

template<typename Codec, typename Head>
void describeHead(Codec &codec, Head &head)
{
    codec.number(head.connection);
    codec.number(head.timeNs);
}

template<typename Codec, OneOf<OpenRecord> R>
void describe(Codec &codec, R &record)
{
    describeHead(codec, record.head);
    codec.enumerator(record.role, Core::Role::Server);
    codec.bytes(record.url);
    codec.bytes(record.peer);
    codec.bytes(record.requestLine);
    codec.fields(record.request);
    codec.bytes(record.statusLine);
    codec.fields(record.response);
    codec.bytes(record.subprotocol);
    codec.bytes(record.extensions);
}

template<typename Codec, OneOf<FrameRecord> R>
void describe(Codec &codec, R &record)
{
    describeHead(codec, record.head);
    codec.enumerator(record.direction, Direction::Received);
    codec.bits(record.header);
    codec.number(record.header.opcode);
    codec.number(record.messageOpcode);
    codec.number(record.header.maskKey);
    codec.number(record.header.payloadLength);
    codec.bytes(record.note);
    codec.payload(record.payload);
}

template<typename Codec, OneOf<MessageRecord> R>
void describe(Codec &codec, R &record)
{
    describeHead(codec, record.head);
    codec.enumerator(record.direction, Direction::Received);
    codec.flag(record.isBinary);
    codec.payload(record.payload);
}

template<typename Codec, OneOf<OctetsRecord> R>
void describe(Codec &codec, R &record)
{
    describeHead(codec, record.head);
    codec.enumerator(record.direction, Direction::Received);
    codec.bytes(record.note);
    codec.payload(record.octets);
}

template<typename Codec, OneOf<StateRecord> R>
void describe(Codec &codec, R &record)
{
    describeHead(codec, record.head);
    codec.enumerator(record.state, Core::ConnectionState::Closed);
}

template<typename Codec, OneOf<CloseRecord> R>
void describe(Codec &codec, R &record)
{
    describeHead(codec, record.head);
    codec.flag(record.wasClean);
    codec.number(record.code);
    codec.enumerator(record.by, Core::ClosedBy::Transport);
    codec.bytes(record.reason);
}

template<typename Codec, OneOf<DropRecord> R>
void describe(Codec &codec, R &record)
{
    describeHead(codec, record.head);
    codec.number(record.count);
    codec.number(record.octets);
}

} // namespace Gantry::Tap
