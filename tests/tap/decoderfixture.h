// SPDX-License-Identifier: MIT
// A conversation as octets, fed to a ConnectionDecoder in pieces of every size.
#pragma once

#include "tap/connectiondecoder.h"

#include <QtCore/QList>

namespace Gantry::Tests {

//! A wire frame; the client's are masked by \a key.
struct WireFrame
{
    quint8 opcode = 1;
    QByteArray payload = {};
    bool fin = true;
    quint8 rsv = 0;
    bool masked = true;
    quint32 key = 0x37FA213D;
};
QByteArray wire(const WireFrame &frame);

//! One direction's octets, or its end when there are none.
struct Step
{
    Tap::Direction direction = Tap::Direction::Sent;
    QByteArray octets = {};
};
inline Step sent(const QByteArray &octets)
{
    return {Tap::Direction::Sent, octets};
}
inline Step received(const QByteArray &octets)
{
    return {Tap::Direction::Received, octets};
}
using Conversation = QList<Step>;

//! A correct opening handshake; \a extensions is the server's answer.
Conversation handshake(const QByteArray &extensions = {});

//! What the decoder makes of \a conversation, then told that it is over. Octets
//! records that follow each other and say the same are one, and all times are 0.
QList<Tap::Record> decode(const Conversation &conversation, const Tap::DecoderOptions &options = {});
//! The same with every step cut into single octets.
QList<Tap::Record> decodeOctetwise(const Conversation &conversation, const Tap::DecoderOptions &options = {});
//! Checks that every way to cut every step in two, and single octets, lead to the
//! records that the whole steps lead to; returns those, or none after a failure.
QList<Tap::Record> decodeEveryWay(const Conversation &conversation, const Tap::DecoderOptions &options = {});

template<typename R>
QList<R> only(const QList<Tap::Record> &records)
{
    QList<R> selected;
    for (const Tap::Record &record : records) {
        if (const auto *one = std::get_if<R>(&record))
            selected.append(*one);
    }
    return selected;
}

} // namespace Gantry::Tests
