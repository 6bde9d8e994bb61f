// SPDX-License-Identifier: GPL-3.0-only
// Gives the connections of several sources numbers that are unique in a run, from 1 in
// the order in which they appear. Whoever is told of the same records gives the same.
#pragma once

#include "tap/record.h"

#include <QtCore/QHash>

#include <utility>

namespace Gantry::Inspector {

class ConnectionNumbers
{
public:
    //! 0 for what belongs to no connection.
    quint64 of(int source, quint64 connection)
    {
        if (connection == 0)
            return 0;
        quint64 &number = m_numbers[{source, connection}];
        if (number == 0)
            number = ++m_last;
        return number;
    }
    //! It closed: who has its number in the source later is another. (A long run sees
    //! many.)
    void forget(int source, quint64 connection) { m_numbers.remove({source, connection}); }
    //! The number of the connection that \a record is about, which is forgotten when it closed.
    quint64 numberOf(int source, const Tap::Record &record)
    {
        const quint64 connection = Tap::headOf(record).connection;
        const quint64 number = of(source, connection);
        if (std::holds_alternative<Tap::CloseRecord>(record))
            forget(source, connection);
        return number;
    }

private:
    QHash<std::pair<int, quint64>, quint64> m_numbers; // of connections that are open
    quint64 m_last = 0;
};

} // namespace Gantry::Inspector
