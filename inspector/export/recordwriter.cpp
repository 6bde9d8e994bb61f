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

bool RecordWriter::write(int source, const QList<Tap::Record> &records)
{
    for (const Tap::Record &record : records) {
        const quint64 connection = Tap::headOf(record).connection;
        m_format(record, numberOf(source, connection), m_buffer);
        if (std::holds_alternative<Tap::CloseRecord>(record))
            m_numbers.remove({source, connection}); // a long run sees many
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

quint64 RecordWriter::numberOf(int source, quint64 connection)
{
    if (connection == 0)
        return 0;
    quint64 &number = m_numbers[{source, connection}];
    if (number == 0)
        number = ++m_lastNumber;
    return number;
}

} // namespace Gantry::Inspector
