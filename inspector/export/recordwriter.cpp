// SPDX-License-Identifier: GPL-3.0-only
#include "export/recordwriter.h"

namespace Gantry::Inspector {

RecordWriter::RecordWriter(Format format)
    : m_format(std::move(format))
{ }

bool RecordWriter::add(int source, const Tap::Record &record, const QByteArray &)
{
    const quint64 connection = Tap::headOf(record).connection;
    m_format(record, m_numbers.of(source, connection), m_file.buffer());
    if (std::holds_alternative<Tap::CloseRecord>(record))
        m_numbers.forget(source, connection);
    return m_file.drain();
}

} // namespace Gantry::Inspector
