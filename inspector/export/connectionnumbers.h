// SPDX-License-Identifier: GPL-3.0-only
// Gives the connections of several sources numbers that are unique in a run, from 1 in
// the order in which they appear. Whoever is told of the same records gives the same.
#pragma once

#include "tap/record.h"

#include <QtCore/QHash>

namespace Gantry::Inspector {

class ConnectionNumbers
{
public:
    //! The number of the connection that \a record of source number \a source is about;
    //! 0: it is about none.
    quint64 numberOf(int source, const Tap::Record &record);

private:
    QHash<std::pair<int, quint64>, quint64> m_numbers; // of connections that are open
    quint64 m_lastNumber = 0;
};

} // namespace Gantry::Inspector
