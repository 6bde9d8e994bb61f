// SPDX-License-Identifier: GPL-3.0-only
// What WAMP says about each record of a run, told as the records come by: for filters and
// files that are written without a window. Of a record that was told about nothing changes
// later, so a request never learns how long its answer took; the answer knows it.
#pragma once

#include "decode/wampconversation.h"

#include <optional>
#include <unordered_map>

namespace Gantry::Inspector {

//! Of one message.
struct WampFacts
{
    QByteArray type = {}; //!< "CALL"; empty: no type that there is
    QByteArray uri = {}; //!< empty: it has none, and refers to none
    quint64 id = 0; //!< of the request; 0: it has none
    std::optional<qint64> latencyNs = {}; //!< of an answer, since its request
    bool operator==(const WampFacts &) const = default;
};

class WampFactFinder
{
public:
    //! \a connection: a number that no other connection of the run has while it is open.
    //! Of the messages that are complete with \a record: none, one, or those of a batch.
    QList<WampFacts> look(quint64 connection, const Tap::Record &record);

private:
    std::unordered_map<quint64, WampConversation> m_open; //!< those that speak WAMP
    quint64 m_sequence = 0;
};

} // namespace Gantry::Inspector
