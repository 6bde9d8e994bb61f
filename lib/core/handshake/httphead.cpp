// SPDX-License-Identifier: MIT
#include "core/handshake/httphead.h"

#include <algorithm>

namespace Gantry::Core {

namespace {

constexpr QByteArrayView VersionStart("HTTP/");

constexpr bool isDigit(char octet)
{
    return octet >= '0' && octet <= '9';
}

bool isTextOctet(char octet) noexcept
{
    return (quint8(octet) >= 0x20 && octet != 0x7F) || octet == '\t';
}

//! RFC 9112 section 2.3 knows HTTP/ DIGIT . DIGIT; newer versions are written
//! without a minor one.
bool isHttpVersion(QByteArrayView text)
{
    if (!text.startsWith(VersionStart))
        return false;
    const QByteArrayView number = text.sliced(VersionStart.size());
    if (number.isEmpty() || !isDigit(number[0]))
        return false;
    return number.size() == 1 || (number.size() == 3 && number[1] == '.' && isDigit(number[2]));
}

//! RFC 9110 section 2.5: a minor version above ours is read as ours.
bool isSupportedVersion(QByteArrayView version)
{
    return version.startsWith("HTTP/1.") && version.back() != '0';
}

} // namespace

qsizetype HttpHeadReader::feed(QByteArrayView bytes)
{
    qsizetype taken = 0;
    m_raw.reserve(m_raw.size() + qMin<qsizetype>(bytes.size(), m_limits.maxHeaderBytes));
    while (m_status == Status::NeedMore && taken < bytes.size()) {
        const QByteArrayView rest = bytes.sliced(taken);
        const qsizetype lineFeed = rest.indexOf('\n');
        const QByteArrayView wanted = lineFeed < 0 ? rest : rest.first(lineFeed + 1);
        const QByteArrayView piece =
            wanted.first(qMin(wanted.size(), m_limits.maxHeaderBytes - m_raw.size()));
        m_raw.append(piece);
        taken += piece.size();
        if (!scan(m_raw.size() - piece.size()))
            break;
        if (piece.size() < wanted.size()) {
            failTooLarge();
        } else if (lineFeed >= 0) {
            const auto line = QByteArrayView(m_raw).sliced(m_lineStart).chopped(2);
            m_lineStart = m_raw.size();
            takeLine(line);
        }
    }
    return taken;
}

bool HttpHeadReader::scan(qsizetype from)
{
    for (qsizetype at = skipOrdinary(from); at < m_raw.size(); at = skipOrdinary(at + 1)) {
        if (!scanOctet(at))
            return false;
    }
    return true;
}

//! Most octets mean nothing by themselves. Where the first one after \a from is that may.
qsizetype HttpHeadReader::skipOrdinary(qsizetype from) const
{
    const bool isVersion = m_kind == Kind::Response && !m_startLineSeen && !m_nameEnded;
    if (m_returnSeen || isVersion)
        return from;
    const auto rest = QByteArrayView(m_raw).sliced(from);
    const auto end = std::ranges::find_if_not(rest, m_nameEnded ? isTextOctet : isTokenOctet);
    return from + (end - rest.begin());
}

// What can be said of an octet as it comes, so that a TLS hello, another protocol or
// noise is answered at once instead of after a timeout.
bool HttpHeadReader::scanOctet(qsizetype at)
{
    // RFC 9112 section 2.2 lets a recipient take a lone LF for a line end and asks it
    // to refuse a lone CR or take it for a blank. Proxies differ in both, which is
    // how requests are smuggled past them; no WebSocket peer sends either.
    const char octet = m_raw.at(at);
    if (octet == '\n') {
        if (!m_returnSeen)
            return fail(400, "line feed without carriage return");
        m_returnSeen = m_nameEnded = false;
        return true;
    }
    if (m_returnSeen)
        return fail(400, "carriage return without line feed");
    if (octet == '\r') {
        m_returnSeen = true;
        return m_nameEnded || at == m_lineStart || failLine();
    }
    if (!isTextOctet(octet))
        return fail(400, "control character");
    return m_nameEnded || scanName(at);
}

// The beginning of a line: a method up to its blank, the name of the version in a
// status line, a field name up to its colon. RFC 9112 section 5.1: "No whitespace is
// allowed between the field name and colon"; and a line that begins with a blank
// (obs-fold, section 5.2) has no name at all.
bool HttpHeadReader::scanName(qsizetype at)
{
    const char octet = m_raw.at(at);
    const qsizetype offset = at - m_lineStart;
    if (m_kind == Kind::Response && !m_startLineSeen) {
        m_nameEnded = offset + 1 == VersionStart.size();
        return octet == VersionStart[offset] || failLine();
    }
    m_nameEnded = offset > 0 && octet == (m_startLineSeen ? ':' : ' ');
    return m_nameEnded || isTokenOctet(octet) || failLine();
}

bool HttpHeadReader::takeLine(QByteArrayView line)
{
    if (line.isEmpty())
        return takeEmptyLine();
    if (m_startLineSeen)
        return takeField(line);
    m_startLineSeen = true;
    return m_kind == Kind::Request ? takeRequestLine(line) : takeStatusLine(line);
}

bool HttpHeadReader::takeEmptyLine()
{
    if (m_startLineSeen && isInterim()) {
        m_response = {};
        m_startLineSeen = false;
        return true;
    }
    if (m_startLineSeen) {
        m_status = Status::Complete;
        return true;
    }
    // RFC 9112 section 2.2: a server "SHOULD ignore at least one empty line (CRLF)
    // received prior to the request-line". One it is.
    if (m_kind == Kind::Response || m_emptyLineSkipped)
        return fail(400, "empty line instead of a start line");
    m_emptyLineSkipped = true;
    return true;
}

// RFC 9110 section 15.2: "A client MUST be able to parse one or more 1xx responses
// received prior to a final response". They count towards maxHeaderBytes, so there is
// an end to them. 101 ends HTTP on the connection and is as final as any.
bool HttpHeadReader::isInterim() const noexcept
{
    return m_kind == Kind::Response && m_response.status < 200 && m_response.status != 101;
}

bool HttpHeadReader::takeRequestLine(QByteArrayView line)
{
    const qsizetype methodEnd = line.indexOf(' ');
    const qsizetype versionStart = line.lastIndexOf(' ') + 1;
    const QByteArrayView version = line.sliced(versionStart);
    if (!isHttpVersion(version) || versionStart == methodEnd + 1)
        return fail(400, "malformed request line");
    const QByteArrayView target = line.sliced(methodEnd + 1, versionStart - methodEnd - 2);
    // RFC 9112 section 3.2: "No whitespace is allowed in the request-target."
    if (target.isEmpty() || !isVisibleAscii(target))
        return fail(400, "malformed request target");
    if (!isSupportedVersion(version))
        return fail(505, "HTTP/1.1 needed");
    m_request.method = line.first(methodEnd).toByteArray();
    m_request.target = target.toByteArray();
    return true;
}

bool HttpHeadReader::takeStatusLine(QByteArrayView line)
{
    const qsizetype versionEnd = line.indexOf(' ');
    if (versionEnd < 0 || !isHttpVersion(line.first(versionEnd)))
        return fail(400, "malformed status line");
    const QByteArrayView code =
        line.sliced(versionEnd + 1).first(qMin<qsizetype>(3, line.size() - versionEnd - 1));
    const QByteArrayView rest = line.sliced(versionEnd + 1 + code.size());
    const bool isNumber = code.size() == 3 && std::ranges::all_of(code, isDigit) && code[0] != '0';
    // The blank before an empty reason phrase is often forgotten, and says nothing.
    if (!isNumber || (!rest.isEmpty() && rest[0] != ' '))
        return fail(400, "malformed status line");
    m_response.status = code.toInt();
    m_response.reasonPhrase = trimmedBlanks(rest).toByteArray();
    // RFC 9110 section 15.2: there is no 1xx in HTTP/1.0. A refusal from an old proxy
    // however is worth reading.
    if (!isSupportedVersion(line.first(versionEnd)) && m_response.status < 200)
        return fail(505, "HTTP/1.1 needed");
    return true;
}

bool HttpHeadReader::takeField(QByteArrayView line)
{
    HeaderFields &fields = m_kind == Kind::Request ? m_request.fields : m_response.fields;
    if (fields.size() >= m_limits.maxHeaderFields)
        return fail(431, "more header fields than maxHeaderFields");
    const qsizetype colon = line.indexOf(':');
    fields.append(line.first(colon).toByteArray(), trimmedBlanks(line.sliced(colon + 1)).toByteArray());
    return true;
}

bool HttpHeadReader::failLine()
{
    return fail(400, m_startLineSeen ? "malformed header field" : "malformed start line");
}

bool HttpHeadReader::failTooLarge()
{
    // RFC 9112 section 3: a request target longer than the server wishes to parse is
    // a 414; RFC 6585 section 5: 431 is for the fields.
    if (m_kind == Kind::Request && !m_startLineSeen && m_nameEnded)
        return fail(414, "request line exceeds maxHeaderBytes");
    return fail(431, "header exceeds maxHeaderBytes");
}

bool HttpHeadReader::fail(int status, QByteArrayView text)
{
    m_status = Status::Error;
    m_error = {status, text.toByteArray()};
    return false;
}

QByteArrayView httpReasonPhrase(int status) noexcept
{
    struct Phrase
    {
        int status;
        QByteArrayView text;
    };
    static constexpr Phrase phrases[] = {
        {101, "Switching Protocols"},
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {407, "Proxy Authentication Required"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {421, "Misdirected Request"},
        {426, "Upgrade Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
        {505, "HTTP Version Not Supported"},
        {508, "Loop Detected"},
    };
    const auto *const found = std::ranges::find(phrases, status, &Phrase::status);
    return found != std::end(phrases) ? found->text : QByteArrayView("Error");
}

} // namespace Gantry::Core
