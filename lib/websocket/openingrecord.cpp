// SPDX-License-Identifier: MIT
#include "websocket/openingrecord.h"

#include "core/handshake/clienthandshake.h"
#include "core/handshake/serverhandshake.h"
#include "websocket/sharedkinds_p.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace Gantry {

namespace {

QByteArray requestLineOf(const Core::HttpRequestHead &head)
{
    return head.method + ' ' + head.target + " HTTP/1.1";
}

QByteArray statusLineOf(const Core::HttpResponseHead &head)
{
    return "HTTP/1.1 " + QByteArray::number(head.status) + ' ' + head.reasonPhrase;
}

// The text that is put away: a line each for url, subprotocol and request line, one a
// field of the request, an empty one, and the response as HTTP has it. No line of a head
// can hold the octet that ends one here.
constexpr char LineEnd = '\n';

constexpr QByteArrayView KeyName = "Sec-WebSocket-Key";
constexpr QByteArrayView AcceptName = "Sec-WebSocket-Accept";
constexpr qsizetype AcceptSize = 28;
constexpr QByteArrayView HeadEnd = "\r\n\r\n";

//! At least as much as is appended for them.
qsizetype roomFor(const Core::HeaderFields &fields)
{
    constexpr qsizetype Signs = 4;
    qsizetype room = Signs;
    for (const Core::HeaderField &field : fields.all())
        room += field.name.size() + field.value.size() + Signs;
    return room;
}

//! What a client was told, as HTTP has it; nothing, if nothing came.
QByteArray responseOf(const OpeningHeads &heads)
{
    QByteArray octets;
    if (heads.statusLine.isEmpty())
        return octets;
    octets.reserve(heads.statusLine.size() + roomFor(heads.response));
    octets.append(heads.statusLine).append("\r\n");
    for (const Core::HeaderField &field : heads.response.all())
        octets.append(field.name).append(": ").append(field.value).append("\r\n");
    return octets.append("\r\n");
}

//! The value of the first field \a name of \a head; empty: there is none.
QByteArrayView valueIn(QByteArrayView head, QByteArrayView name)
{
    for (qsizetype end = head.indexOf(LineEnd); end >= 0; end = head.indexOf(LineEnd)) {
        const QByteArrayView line = head.first(end);
        if (line.size() > name.size() && line[name.size()] == ':'
            && Core::equalsIgnoringCase(line.first(name.size()), name))
            return Core::trimmedBlanks(line.sliced(name.size() + 1).chopped(1));
        head = head.sliced(end + 1);
    }
    return {};
}

QByteArray takeLine(QByteArrayView &text)
{
    const qsizetype end = text.indexOf(LineEnd);
    const QByteArray line = text.first(end).toByteArray();
    text = text.sliced(end + 1);
    return line;
}

Core::HeaderFields takeFields(QByteArrayView &text)
{
    Core::HeaderFields fields;
    for (QByteArray line = takeLine(text); !line.isEmpty(); line = takeLine(text)) {
        const qsizetype colon = line.indexOf(':');
        fields.append(line.first(colon), line.sliced(colon + 1));
    }
    return fields;
}

Core::HttpHeadReader readHead(Core::HttpHeadReader::Kind kind, QByteArrayView octets)
{
    constexpr int any = std::numeric_limits<int>::max();
    Core::HttpHeadReader reader(kind, Core::Limits{.maxHeaderBytes = any, .maxHeaderFields = any});
    reader.feed(octets);
    return reader;
}

void readResponse(OpeningHeads &heads, QByteArrayView octets)
{
    if (octets.isEmpty())
        return;
    const auto reader = readHead(Core::HttpHeadReader::Kind::Response, octets);
    heads.statusLine = statusLineOf(reader.response());
    heads.response = reader.response().fields;
}

} // namespace

//! Until they are put away.
struct OpeningRecord::Pending
{
    OpeningHeads heads; //!< without the response, if it is
    QByteArray sentResponse; //!< as we sent it
};

OpeningRecord::OpeningRecord() = default;

OpeningRecord::~OpeningRecord() = default;

OpeningRecord::Pending &OpeningRecord::pending()
{
    if (!m_pending)
        m_pending = std::make_unique<Pending>();
    return *m_pending;
}

void OpeningRecord::received(const Core::HandshakeRequest &handshake)
{
    pending().heads.requestLine = "GET " + handshake.target + " HTTP/1.1";
    pending().heads.request = handshake.fields;
}

void OpeningRecord::received(const Core::HandshakeResponse &handshake)
{
    pending().heads.statusLine = statusLineOf(handshake.head);
    pending().heads.response = handshake.head.fields;
}

// Without a request line: it opens nothing that the tap would show.
void OpeningRecord::received(const Core::PlainRequest &plain)
{
    pending().heads.request = plain.head.fields;
}

void OpeningRecord::sent(Core::Role role, QByteArrayView octets)
{
    const qsizetype end = octets.indexOf(HeadEnd);
    if (end < 0)
        return;
    const QByteArrayView head = octets.first(end + HeadEnd.size());
    if (role == Core::Role::Server) {
        pending().sentResponse = head.toByteArray();
        return;
    }
    const auto reader = readHead(Core::HttpHeadReader::Kind::Request, head);
    pending().heads.requestLine = requestLineOf(reader.request());
    pending().heads.request = reader.request().fields;
}

bool OpeningRecord::hasRequestLine() const
{
    return m_pending && !m_pending->heads.requestLine.isEmpty();
}

QByteArray OpeningRecord::hostAndTarget() const
{
    if (!m_pending)
        return {};
    const QByteArrayView line = m_pending->heads.requestLine;
    const qsizetype start = line.indexOf(' ') + 1;
    const qsizetype end = line.indexOf(' ', start);
    QByteArray address = m_pending->heads.request.value("Host");
    return end < 0 ? address : address.append(line.sliced(start, end - start));
}

//! Whether \a key is that of m_key from here on.
bool OpeningRecord::keep(const QByteArray &key)
{
    const QByteArray octets = QByteArray::fromBase64(key);
    if (octets.size() != qsizetype(m_key.size()) || octets.toBase64() != key)
        return false; // it could not be made again as it was
    std::ranges::copy(octets, m_key.begin());
    return true;
}

void OpeningRecord::putAway(const QByteArray &url, const QByteArray &subprotocol)
{
    if (!m_pending)
        return;
    const auto pending = std::exchange(m_pending, nullptr);
    const OpeningHeads &heads = pending->heads;
    const bool isOurs = !pending->sentResponse.isEmpty();
    const QByteArray response = isOurs ? pending->sentResponse : responseOf(heads);
    const QByteArray key = heads.request.value(KeyName);
    const bool isKept = keep(key);
    Text text;
    text.octets.reserve(url.size() + subprotocol.size() + heads.requestLine.size() + 3
                        + roomFor(heads.request) + response.size());
    for (const QByteArray &line : {url, subprotocol, heads.requestLine})
        text.octets.append(line).append(LineEnd);
    for (const Core::HeaderField &field : heads.request.all()) {
        text.octets.append(field.name).append(':');
        if (isKept && text.keyAt < 0 && Core::equalsIgnoringCase(field.name, KeyName))
            text.keyAt = int(text.octets.size());
        else
            text.octets.append(field.value);
        text.octets.append(LineEnd);
    }
    text.octets.append(LineEnd);
    // What follows from the key follows from it again.
    const QByteArrayView accept = valueIn(response, AcceptName);
    if (isKept && accept.size() == AcceptSize && (isOurs || accept == Core::acceptKey(key))) {
        const qsizetype before = accept.data() - response.data();
        text.acceptAt = int(text.octets.size() + before);
        text.octets.append(QByteArrayView(response).first(before));
        text.octets.append(QByteArrayView(response).sliced(before + AcceptSize));
    } else {
        text.octets.append(response);
    }
    m_text = shared(text);
}

OpeningHeads OpeningRecord::heads() const
{
    if (!m_text) {
        OpeningHeads heads = m_pending ? m_pending->heads : OpeningHeads();
        if (m_pending)
            readResponse(heads, m_pending->sentResponse);
        return heads;
    }
    QByteArray octets = m_text->octets;
    const QByteArray key = QByteArray::fromRawData(m_key.data(), qsizetype(m_key.size())).toBase64();
    if (m_text->acceptAt >= 0) // first, since the other is in front of it
        octets.insert(m_text->acceptAt, Core::acceptKey(key));
    if (m_text->keyAt >= 0)
        octets.insert(m_text->keyAt, key);
    QByteArrayView text = octets;
    OpeningHeads heads;
    heads.url = takeLine(text);
    heads.subprotocol = takeLine(text);
    heads.requestLine = takeLine(text);
    heads.request = takeFields(text);
    readResponse(heads, text);
    return heads;
}

//! \a text, in the memory of an earlier connection's if that was the same.
OpeningRecord::SharedText OpeningRecord::shared(const Text &text)
{
    // A server's clients are of few kinds, unless each has heads of its own, as with cookies.
    thread_local SharedKinds<SharedText> kinds;
    return kinds.find([&](const Text &kind) { return kind == text; },
                      [&] {
                          auto kind = std::make_unique<Text>(text);
                          kind->octets = QByteArray(text.octets.constData(), text.octets.size());
                          return SharedText(kind.release());
                      });
}

} // namespace Gantry
