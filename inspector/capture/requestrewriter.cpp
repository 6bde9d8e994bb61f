// SPDX-License-Identifier: GPL-3.0-only
#include "capture/requestrewriter.h"

#include <algorithm>

namespace Gantry::Inspector {

namespace {

//! The longest registered HTTP method has 17 letters.
constexpr qsizetype MaxMethodBytes = 20;

bool isMethodLetter(char c)
{
    return c >= 'A' && c <= 'Z';
}

//! \a line without its line end, CRLF or the LF alone that RFC 9112 section 2.2 lets
//! recipients accept.
QByteArrayView withoutLineEnd(QByteArrayView line)
{
    if (line.endsWith('\n'))
        line.chop(1);
    if (line.endsWith('\r'))
        line.chop(1);
    return line;
}

} // namespace

RequestRewriter::RequestRewriter(QByteArray host, QByteArray basePath)
    : m_host(std::move(host))
    , m_basePath(std::move(basePath))
{
    if (m_basePath.isEmpty())
        m_basePath = "/";
}

RequestRewriter::State RequestRewriter::feed(QByteArrayView octets, QByteArray &out)
{
    if (m_state == State::Passing || m_state == State::Raw) {
        out.append(octets);
        return m_state;
    }
    if (m_state == State::TooLarge)
        return m_state;

    const qsizetype seen = m_head.size();
    m_head.append(octets);
    if (m_firstLine == FirstLine::Incomplete)
        m_firstLine = classify(seen);
    const qsizetype end = m_firstLine == FirstLine::Request ? findEnd(seen) : -1;
    if (m_firstLine == FirstLine::Other) {
        m_state = State::Raw;
        out += takeRest();
    } else if (end > MaxHeadBytes || (end < 0 && m_head.size() > MaxHeadBytes)) {
        m_state = State::TooLarge;
        m_head = {};
    } else if (end >= 0) {
        m_state = State::Passing;
        const QByteArray behind = m_head.sliced(end);
        m_head.truncate(end);
        out += rewritten();
        out += behind;
        m_head = {};
    }
    return m_state;
}

QByteArray RequestRewriter::takeRest()
{
    return std::exchange(m_head, {});
}

// RFC 9112 section 3: method SP request-target SP HTTP-version. A client that is no
// HTTP client is told apart as early as it can be, so that it is not kept waiting.
// The octets before \a seen have been searched for a line end before.
RequestRewriter::FirstLine RequestRewriter::classify(qsizetype seen) const
{
    const auto methodEnd = std::find_if_not(m_head.begin(), m_head.end(), isMethodLetter);
    const qsizetype methodSize = methodEnd - m_head.begin();
    if (methodSize > MaxMethodBytes)
        return FirstLine::Other;
    if (methodEnd == m_head.end())
        return FirstLine::Incomplete;
    if (methodSize == 0 || *methodEnd != ' ')
        return FirstLine::Other;
    const qsizetype lineEnd = m_head.indexOf('\n', seen);
    if (lineEnd < 0)
        return FirstLine::Incomplete;
    const QByteArrayView line = withoutLineEnd(QByteArrayView(m_head).first(lineEnd + 1));
    const QByteArrayView version = line.sliced(line.lastIndexOf(' ') + 1);
    const bool hasTarget = line.lastIndexOf(' ') > methodSize;
    return hasTarget && version.startsWith("HTTP/") ? FirstLine::Request : FirstLine::Other;
}

// Behind the empty line, or -1. Each octet is looked at once, however the head is cut;
// the first line, which is known to be whole by now, perhaps twice.
qsizetype RequestRewriter::findEnd(qsizetype seen)
{
    if (m_lineStart == 0)
        seen = 0;
    for (;;) {
        const qsizetype lineEnd = m_head.indexOf('\n', std::max(seen, m_lineStart));
        if (lineEnd < 0)
            return -1;
        const QByteArrayView line = QByteArrayView(m_head).sliced(m_lineStart, lineEnd + 1 - m_lineStart);
        m_lineStart = lineEnd + 1;
        if (withoutLineEnd(line).isEmpty())
            return m_lineStart;
    }
}

QByteArray RequestRewriter::rewritten() const
{
    QByteArray head;
    head.reserve(m_head.size() + m_host.size() + m_basePath.size());
    qsizetype start = 0;
    while (start < m_head.size()) {
        const qsizetype end = m_head.indexOf('\n', start) + 1;
        const QByteArrayView line = QByteArrayView(m_head).sliced(start, end - start);
        head += start == 0 ? rewrittenRequestLine(line) : rewrittenField(line);
        start = end;
    }
    return head;
}

QByteArray RequestRewriter::rewrittenRequestLine(QByteArrayView line) const
{
    const qsizetype target = line.indexOf(' ') + 1;
    // Only origin-form is ours to extend; "*" and absolute-form name no path of ours.
    if (m_basePath == "/" || line.at(target) != '/')
        return line.toByteArray();
    // A client that asks for the root alone gets the target's path as it is written:
    // "/chat", not "/chat/".
    const char next = line.at(target + 1);
    const bool asksForRoot = next == ' ' || next == '?';
    QByteArray prefix = m_basePath;
    if (!asksForRoot && prefix.endsWith('/'))
        prefix.chop(1);
    return line.first(target).toByteArray().append(prefix).append(
        line.sliced(target + (asksForRoot ? 1 : 0)));
}

QByteArray RequestRewriter::rewrittenField(QByteArrayView line) const
{
    static constexpr QByteArrayView Name = "Host:";
    if (line.first(std::min(line.size(), Name.size())).compare(Name, Qt::CaseInsensitive) != 0)
        return line.toByteArray();
    // The blanks around the value belong to what passes unchanged (RFC 9112 section 5).
    const QByteArrayView value = line.sliced(Name.size()).trimmed();
    const qsizetype start = value.isEmpty() ? Name.size() : value.data() - line.data();
    return line.first(start).toByteArray().append(m_host).append(line.sliced(start + value.size()));
}

} // namespace Gantry::Inspector
