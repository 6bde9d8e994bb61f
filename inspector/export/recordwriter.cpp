// SPDX-License-Identifier: GPL-3.0-only
#include "export/recordwriter.h"

#include <cstdio>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! A batch of large frames is written in pieces of about this size.
constexpr qsizetype BufferBytes = 1024 * 1024;

} // namespace

RecordWriter::RecordWriter(Format format)
    : m_format(std::move(format))
{ }

bool RecordWriter::open(const QString &path)
{
    // Unbuffered: whoever reads along sees a batch as soon as it is written.
    const auto mode = QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered;
    if (path == "-"_L1) {
        m_name = u"standard output"_s;
        return m_file.open(stdout, mode);
    }
    m_name = u"'%1'"_s.arg(path);
    m_file.setFileName(path);
    return m_file.open(mode);
}

bool RecordWriter::write(int source, const QList<Tap::Record> &records, const QBitArray &chosen)
{
    for (qsizetype i = 0; i < records.size(); ++i) {
        const quint64 number = m_numbers.numberOf(source, records[i]);
        if (!chosen.isEmpty() && !chosen.testBit(i))
            continue;
        m_format(records[i], number, m_buffer);
        if (m_buffer.size() >= BufferBytes && !flushBuffer())
            return false;
    }
    return flushBuffer();
}

bool RecordWriter::flushBuffer()
{
    const bool isWritten = m_file.write(m_buffer) == m_buffer.size() && m_file.flush();
    m_buffer.resize(0); // keeps the memory
    return isWritten;
}

QString RecordWriter::errorString() const
{
    return u"cannot write %1: %2"_s.arg(m_name, m_file.errorString());
}

} // namespace Gantry::Inspector
