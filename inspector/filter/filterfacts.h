// SPDX-License-Identifier: GPL-3.0-only
// What a filter may ask about a record that the record alone does not tell.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QStringList>

#include <optional>

namespace Gantry::Inspector {

//! The WAMP message in a frame.
struct FilterWamp
{
    QByteArray type = {}; //!< "CALL"
    QByteArray uri = {}; //!< empty: it has none
    quint64 id = 0; //!< request id; 0: it has none
    bool operator==(const FilterWamp &) const = default;
};

struct FilterFacts
{
    qint64 captureStartNs = 0; //!< Unix epoch, nanoseconds
    std::optional<qint64> latencyNs = {}; //!< of an answer, since its request
    QStringList tags = {};
    std::optional<FilterWamp> wamp = {};
    //! The number that people know the connection by, where that is not the record's own.
    std::optional<quint64> connection = {};
    bool operator==(const FilterFacts &) const = default;
};

} // namespace Gantry::Inspector
