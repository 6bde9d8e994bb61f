// SPDX-License-Identifier: GPL-3.0-only
// The words for WAMP messages and for the pairs they make, as a table shows them.
#pragma once

#include "decode/wampframe.h"

#include <optional>

namespace Gantry::Inspector {

//! "CALL com.example.add", "ERROR CALL wamp.error.runtime_error". \a name is the topic or
//! procedure that the message is about, where it says only an id.
QString wampText(const WampFrame &frame, const QByteArray &name = {});

//! "850 ns", "41 µs", "2.1 ms", "12.3 s", in the user's number format.
QString durationText(qint64 ns);

//! "→105 2.1 ms" for a request that was answered by record 105, "←101 2.1 ms" for the reply;
//! without a latency the number alone. Empty: \a pair is 0.
QString pairText(quint64 sequence, quint64 pair, std::optional<qint64> latencyNs);

} // namespace Gantry::Inspector
