// SPDX-License-Identifier: MIT
// What a peer may send and what has to come of it, as tables: a vector is named by its
// rule, holds the octets as they are on the wire, and says in plain words which events,
// which answers and which end follow. Nothing here asks the code under test.
#pragma once

#include "core/closeinfo.h"
#include "core/connectionoptions.h"

#include <QtCore/QByteArrayList>
#include <QtCore/QMetaType>

namespace Gantry::Test {

//! What has to come of a vector.
struct Outcome
{
    //! The sink's, in order and without the last one: "text Hello", "binary 126 octets".
    QByteArrayList events = {};
    //! What is sent: "pong x", "close 1002 reserved bits set", "HTTP 400".
    QByteArrayList answers = {};
    //! What closed() tells once the transport has ended cleanly.
    Core::CloseInfo end = {};
};

//! Nothing is wrong: the connection is open until the transport ends.
Outcome staysOpen(const QByteArrayList &events, const QByteArrayList &answers = {});
//! A rule is broken after \a events and \a answers.
Outcome fails(quint16 code, const QByteArray &text, const QByteArrayList &events = {},
              const QByteArrayList &answers = {});
//! The peer closes; \a code 1005: without a code.
Outcome closes(quint16 code, const QByteArray &reason, const QByteArrayList &events = {},
               const QByteArrayList &answers = {});

//! What the two sides have agreed on before the vector's octets.
struct Setup
{
    Core::ConnectionOptions options = {}; //!< the role is filled in
    //! Fields of the peer's opening handshake; the client's needs values to all it names.
    QByteArray request = {};
    QByteArray response = {};
};

//! \a parameters of permessage-deflate agreed on, and no window smaller than 15 bits
//! unless they say so.
Setup deflateSetup(const QByteArray &parameters = {}, const Core::Limits &limits = {});

//! One frame as its sender writes it.
struct Frame
{
    quint8 opcode = 1;
    QByteArray payload = {}; //!< not masked
    bool fin = true;
    quint8 rsv = 0;
    std::optional<quint64> announced = {}; //!< a length that is not the payload's
    int lengthOctets = -1; //!< 0, 2 or 8; -1: as few as there can be
    std::optional<bool> masked = {}; //!< else as the role wants it
    quint32 maskKey = 0xA1B2C3D4;
};

//! The octets of \a frame on their way to \a receiver.
QByteArray onTheWire(const Frame &frame, Core::Role receiver);

struct RuleVector
{
    enum class Phase : quint8 { Opening, Open };

    QByteArray name = {};
    Core::Role role = Core::Role::Server; //!< of the receiver
    Phase phase = Phase::Open; //!< Opening: the octets begin with the peer's handshake
    Setup setup = {};
    QByteArray octets = {};
    Outcome outcome = {};
    //! Where to cut; empty: everywhere.
    QList<qsizetype> cuts = {};
};

class RuleTable
{
public:
    //! For both roles.
    void add(const QByteArray &name, const QList<Frame> &frames, const Outcome &outcome,
             const Setup &setup = {});
    void addFor(Core::Role role, const QByteArray &name, const QList<Frame> &frames, const Outcome &outcome,
                const Setup &setup = {});
    //! The opening handshake towards \a role and what follows it.
    void addOpening(Core::Role role, const QByteArray &name, const QByteArray &octets, const Outcome &outcome,
                    const Setup &setup = {}, const QList<qsizetype> &cuts = {});

    const QList<RuleVector> &vectors() const { return m_vectors; }

private:
    QList<RuleVector> m_vectors;
};

RuleTable headerVectors(); //!< RFC 6455 section 5.2: lengths, reserved bits and opcodes
RuleTable maskVectors(); //!< section 5.1 and 5.3
RuleTable fragmentationVectors(); //!< section 5.4
RuleTable controlVectors(); //!< section 5.5
RuleTable closeVectors(); //!< section 5.5.1 and 7.4
RuleTable utf8Vectors(); //!< section 8.1
RuleTable limitVectors(); //!< section 10.4
RuleTable deflateVectors(); //!< RFC 7692 section 6 to 8
RuleTable deflateOfferVectors(); //!< RFC 7692 section 7.1, every set of parameters
RuleTable requestVectors(); //!< RFC 6455 section 4.2.1
RuleTable responseVectors(); //!< RFC 6455 section 4.1

} // namespace Gantry::Test

Q_DECLARE_METATYPE(Gantry::Test::RuleVector)
