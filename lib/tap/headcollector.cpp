// SPDX-License-Identifier: MIT
#include "tap/headcollector.h"

#include <algorithm>

namespace Gantry::Tap {

qsizetype HeadCollector::feed(QByteArrayView bytes)
{
    if (m_status != Status::NeedMore)
        return 0;
    const qsizetype before = m_raw.size();
    m_raw.append(bytes.first(std::min(bytes.size(), MaxHeadBytes - before)));
    // Everything before these octets was searched for a line end already.
    for (qsizetype from = before;;) {
        const qsizetype lineEnd = m_raw.indexOf('\n', from);
        if (lineEnd < 0)
            break;
        QByteArrayView line = QByteArrayView(m_raw).sliced(m_lineStart, lineEnd - m_lineStart);
        from = m_lineStart = lineEnd + 1;
        if (line.endsWith('\r'))
            line.chop(1);
        if (!takeLine(line)) {
            m_status = Status::Complete;
            m_raw.truncate(from);
            return from - before;
        }
    }
    if (m_raw.size() >= MaxHeadBytes)
        m_status = Status::TooLong;
    return m_raw.size() - before;
}

//! false at the empty line that ends the head.
bool HeadCollector::takeLine(QByteArrayView line)
{
    if (m_startLine.isEmpty()) {
        // RFC 9112 section 2.2: "ignore at least one empty line (CRLF) received prior
        // to the request-line".
        m_startLine = line.toByteArray();
        return true;
    }
    if (line.isEmpty())
        return false;
    const qsizetype colon = line.indexOf(':');
    const QByteArrayView name = colon < 0 ? line : line.first(colon);
    const QByteArrayView value = colon < 0 ? QByteArrayView() : line.sliced(colon + 1);
    m_fields.append(name.toByteArray(), value.trimmed().toByteArray());
    return true;
}

QByteArray HeadCollector::complaint() const
{
    Core::Limits limits; // length is not what is judged here
    limits.maxHeaderBytes = int(MaxHeadBytes);
    limits.maxHeaderFields = int(MaxHeadBytes);
    Core::HttpHeadReader reader(m_kind, limits);
    reader.feed(m_raw);
    return reader.status() == Core::HttpHeadReader::Status::Error ? reader.error().text : QByteArray();
}

} // namespace Gantry::Tap
