// SPDX-License-Identifier: GPL-3.0-only
#include "export/recordwriter.h"

#include "export/jsonlines.h"

namespace Gantry::Inspector {

RecordWriter::RecordWriter(Format format)
    : m_format(std::move(format))
{ }

bool RecordWriter::add(int source, const Tap::Record &record, const QByteArray &)
{
    m_format(record, m_numbers.numberOf(source, record), m_file.buffer());
    return m_file.drain();
}

bool JsonLinesWriter::add(int source, const Tap::Record &record, const QByteArray &comment)
{
    const quint64 connection = m_numbers.numberOf(source, record);
    const qsizetype size = m_file.buffer().size();
    appendWampJsonLine(record, connection, m_wamp.look(connection, record), m_file.buffer());
    const bool hasLine = m_file.buffer().size() > size;
    if (hasLine && !comment.isEmpty())
        appendJsonComment(comment, m_file.buffer());
    return m_file.drain();
}

void JsonLinesWriter::skip(int source, const Tap::Record &record)
{
    (void)m_wamp.look(m_numbers.numberOf(source, record), record);
}

} // namespace Gantry::Inspector
