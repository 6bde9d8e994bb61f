// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QtCore/QHash>

#include <utility>

namespace Gantry::Inspector {

//! Numbers for connections of several sources that are unique in one file, from 1.
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

private:
    QHash<std::pair<int, quint64>, quint64> m_numbers; // of connections that are open
    quint64 m_last = 0;
};

} // namespace Gantry::Inspector
