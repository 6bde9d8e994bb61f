// SPDX-License-Identifier: GPL-3.0-only
#include "store/segmentwriter.h"

#include "store/segmentheader.h"
#include "store/storewords.h"

#include <algorithm>

namespace Gantry::Inspector {

bool SegmentWriter::create(const QString &path, quint64 number, qint64 capacity)
{
    m_file.setFileName(path);
    m_capacity = std::max<qint64>(capacity, SegmentHeader::Size);
    m_position = SegmentHeader::Size;
    const SegmentHeader header{.number = number, .committed = SegmentHeader::Size};
    const bool isMade = m_file.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered)
        && m_file.resize(m_capacity) && writeAt(0, encodeSegmentHeader(header));
    if (!isMade) {
        keepError();
        if (m_file.isOpen()) {
            m_file.remove();
        }
    }
    return isMade;
}

bool SegmentWriter::append(QByteArrayView records)
{
    const qint64 end = m_position + records.size();
    if (!writeAt(m_position, records)
        || !writeAt(SegmentHeader::CommittedOffset, encodeCommitted(quint64(end)))) {
        keepError();
        return false;
    }
    m_position = end;
    return true;
}

bool SegmentWriter::writeAt(qint64 offset, QByteArrayView bytes)
{
    return m_file.seek(offset) && m_file.write(bytes.data(), bytes.size()) == bytes.size();
}

void SegmentWriter::seal()
{
    if (m_file.isOpen()) {
        m_file.resize(m_position); // if that fails, zeros stay at the end
        m_file.close();
    }
}

void SegmentWriter::keepError()
{
    // A disk that gets full in the middle of a write makes it short, which is no error.
    m_error = m_file.error() == QFileDevice::NoError ? StoreWords::tr("there is no room left")
                                                     : m_file.errorString();
}

} // namespace Gantry::Inspector
