// SPDX-License-Identifier: GPL-3.0-only
#include "export/recordwriter.h"

namespace Gantry::Inspector {

RecordWriter::RecordWriter(Format format, CommentFormat commentFormat)
    : m_format(std::move(format))
    , m_commentFormat(std::move(commentFormat))
{ }

bool RecordWriter::add(int source, const Tap::Record &record, const QByteArray &comment)
{
    const qsizetype size = m_file.buffer().size();
    m_format(record, m_numbers.numberOf(source, record), m_file.buffer());
    const bool hasLine = m_file.buffer().size() > size;
    if (hasLine && m_commentFormat && !comment.isEmpty()) {
        m_commentFormat(comment, m_file.buffer());
    }
    return m_file.drain();
}

} // namespace Gantry::Inspector
