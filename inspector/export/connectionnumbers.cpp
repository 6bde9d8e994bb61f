// SPDX-License-Identifier: GPL-3.0-only
#include "export/connectionnumbers.h"

namespace Gantry::Inspector {

quint64 ConnectionNumbers::numberOf(int source, const Tap::Record &record)
{
    const quint64 connection = Tap::headOf(record).connection;
    if (connection == 0)
        return 0;
    quint64 &entry = m_numbers[{source, connection}];
    if (entry == 0)
        entry = ++m_lastNumber;
    const quint64 number = entry;
    if (std::holds_alternative<Tap::CloseRecord>(record))
        m_numbers.remove({source, connection}); // a long run sees many
    return number;
}

} // namespace Gantry::Inspector
