// SPDX-License-Identifier: MIT
// All that an engine does with a vector's octets, as a value: two ways to cut them must
// give the same one.
#pragma once

#include "rulevectors.h"
#include "support/enginepeer.h"

namespace Gantry::Test {

struct Story
{
    QByteArrayList events = {};
    QList<QByteArray> messages = {};
    QByteArray output = {};
    Core::ConnectionState state = Core::ConnectionState::Connecting; //!< before the transport ends
    Core::TransportAction action = Core::TransportAction::None;
    Core::CloseInfo end = {};
    bool operator==(const Story &) const = default;
};

//! When a server's application answers a request.
enum class Decision : quint8 { AtOnce, AfterAllOctets };

//! Feeds \a vector cut at \a cuts, which ascend.
Story tell(const RuleVector &vector, const QList<qsizetype> &cuts, Decision decision = Decision::AtOnce);
//! The same, an octet a piece.
Story tellBytewise(const RuleVector &vector);

//! Empty, or what in \a story is not as \a outcome wants it.
QByteArray complaintAbout(const Story &story, const Outcome &outcome);
QByteArray described(const Story &story);

} // namespace Gantry::Test
