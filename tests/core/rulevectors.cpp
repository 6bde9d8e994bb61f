// SPDX-License-Identifier: MIT
#include "rulevectors.h"

#include <QtCore/QtEndian>

namespace Gantry::Test {

using Core::ClosedBy;
using Core::ClosePhase;
using Core::Role;

Outcome staysOpen(const QByteArrayList &events, const QByteArrayList &answers)
{
    return {.events = events,
            .answers = answers,
            .end = {.code = 1006,
                    .reason = "the peer ended the connection without a close frame",
                    .by = ClosedBy::Remote,
                    .phase = ClosePhase::Open}};
}

Outcome fails(quint16 code, const QByteArray &text, const QByteArrayList &events,
              const QByteArrayList &answers)
{
    return {.events = events,
            .answers = answers + QByteArrayList{"close " + QByteArray::number(code) + ' ' + text},
            .end = {.code = code,
                    .reason = text,
                    .by = ClosedBy::Local,
                    .phase = ClosePhase::Open,
                    .localCode = code}};
}

Outcome closes(quint16 code, const QByteArray &reason, const QByteArrayList &events,
               const QByteArrayList &answers)
{
    const QByteArray answer = code == 1005 ? QByteArray("close") : "close " + QByteArray::number(code);
    return {.events = events,
            .answers = answers + QByteArrayList{answer},
            .end = {.wasClean = true,
                    .code = code,
                    .reason = reason,
                    .by = ClosedBy::Remote,
                    .phase = ClosePhase::Open,
                    .localCode = code,
                    .remoteCode = code}};
}

Setup deflateSetup(const QByteArray &parameters, const Core::Limits &limits)
{
    // With windows of 15 bits neither side names one of its own accord.
    const Core::DeflateOptions deflate{.serverMaxWindowBits = 15, .clientMaxWindowBits = 15};
    const QByteArray field = "Sec-WebSocket-Extensions: permessage-deflate" + parameters + "\r\n";
    return {.options = {.limits = limits, .deflate = deflate}, .request = field, .response = field};
}

QByteArray onTheWire(const Frame &frame, Role receiver)
{
    const bool masked = frame.masked.value_or(receiver == Role::Server);
    const quint64 length = frame.announced.value_or(quint64(frame.payload.size()));
    const int fewest = length < 126 ? 0 : length < 65536 ? 2 : 8;
    const int lengthOctets = frame.lengthOctets < 0 ? fewest : frame.lengthOctets;
    const int shortLength = lengthOctets == 0 ? int(length) : lengthOctets == 2 ? 126 : 127;

    QByteArray octets;
    octets.append(char((frame.fin ? 0x80 : 0) | (frame.rsv << 4) | frame.opcode));
    octets.append(char((masked ? 0x80 : 0) | shortLength));
    for (int i = lengthOctets; i-- > 0;)
        octets.append(char(length >> (8 * i)));
    if (!masked)
        return octets + frame.payload;
    QByteArray key(4, '\0');
    qToBigEndian(frame.maskKey, key.data());
    octets += key;
    for (qsizetype i = 0; i < frame.payload.size(); ++i)
        octets.append(char(frame.payload[i] ^ key[i % 4]));
    return octets;
}

void RuleTable::add(const QByteArray &name, const QList<Frame> &frames, const Outcome &outcome,
                    const Setup &setup)
{
    addFor(Role::Server, name, frames, outcome, setup);
    addFor(Role::Client, name, frames, outcome, setup);
}

void RuleTable::addFor(Role role, const QByteArray &name, const QList<Frame> &frames, const Outcome &outcome,
                       const Setup &setup)
{
    QByteArray octets;
    QList<qsizetype> cuts;
    for (const Frame &frame : frames) {
        const qsizetype start = octets.size();
        octets += onTheWire(frame, role);
        // Of a long payload the ends are enough; a word and a vector register from them.
        for (qsizetype i = start; i < octets.size(); ++i) {
            if (i < start + 50 || i + 20 > octets.size())
                cuts.append(i);
        }
    }
    RuleVector vector{.name = name + (role == Role::Server ? ", server" : ", client"),
                      .role = role,
                      .setup = setup,
                      .octets = octets,
                      .outcome = outcome,
                      .cuts = octets.size() > 1000 ? cuts : QList<qsizetype>()};
    vector.setup.options.role = role;
    m_vectors.append(vector);
}

void RuleTable::addOpening(Role role, const QByteArray &name, const QByteArray &octets,
                           const Outcome &outcome, const Setup &setup, const QList<qsizetype> &cuts)
{
    RuleVector vector{.name = name,
                      .role = role,
                      .phase = RuleVector::Phase::Opening,
                      .setup = setup,
                      .octets = octets,
                      .outcome = outcome,
                      .cuts = cuts};
    vector.setup.options.role = role;
    m_vectors.append(vector);
}

} // namespace Gantry::Test
