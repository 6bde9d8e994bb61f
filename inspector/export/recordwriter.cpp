// SPDX-License-Identifier: GPL-3.0-only
#include "export/recordwriter.h"

namespace Gantry::Inspector {

RecordWriter::RecordWriter(Format format)
    : m_format(std::move(format))
{ }

bool RecordWriter::add(int source, const Tap::Record &record, const QByteArray &)
{
    m_format(record, m_numbers.numberOf(source, record), m_file.buffer());
    return m_file.drain();
}

} // namespace Gantry::Inspector
