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
// field, an empty one, and the same for the response. No line of a head can hold the
// octet that ends one here.
constexpr char LineEnd = '\n';
// What its first octet says was left out.
constexpr char NothingCut = '-';
constexpr char KeyCut = 'k';
constexpr char KeyAndAcceptCut = 'a';

constexpr QByteArrayView KeyName = "Sec-WebSocket-Key";
constexpr QByteArrayView AcceptName = "Sec-WebSocket-Accept";

//! Fields of the name \a cut are written without their value.
void appendFields(QByteArray &text, const Core::HeaderFields &fields, QByteArrayView cut)
{
    for (const Core::HeaderField &field : fields.all()) {
        text.append(field.name).append(':');
        if (cut.isEmpty() || !Core::equalsIgnoringCase(field.name, cut))
            text.append(field.value);
        text.append(LineEnd);
    }
    text.append(LineEnd);
}

QByteArray takeLine(QByteArrayView &text)
{
    const qsizetype end = text.indexOf(LineEnd);
    const QByteArray line = text.first(end).toByteArray();
    text = text.sliced(end + 1);
    return line;
}

Core::HeaderFields takeFields(QByteArrayView &text, QByteArrayView cut, const QByteArray &value)
{
    Core::HeaderFields fields;
    for (QByteArray line = takeLine(text); !line.isEmpty(); line = takeLine(text)) {
        const qsizetype colon = line.indexOf(':');
        const QByteArray name = line.first(colon);
        const bool wasCut = !cut.isEmpty() && Core::equalsIgnoringCase(name, cut);
        fields.append(name, wasCut ? value : line.sliced(colon + 1));
    }
    return fields;
}

} // namespace

OpeningHeads &OpeningRecord::open()
{
    if (!m_heads)
        m_heads = std::make_unique<OpeningHeads>();
    return *m_heads;
}

void OpeningRecord::received(const Core::HandshakeRequest &handshake)
{
    open().requestLine = "GET " + handshake.target + " HTTP/1.1";
    open().request = handshake.fields;
}

void OpeningRecord::received(const Core::HandshakeResponse &handshake)
{
    open().statusLine = statusLineOf(handshake.head);
    open().response = handshake.head.fields;
}

// Without a request line: it opens nothing that the tap would show.
void OpeningRecord::received(const Core::PlainRequest &plain)
{
    open().request = plain.head.fields;
}

void OpeningRecord::sent(Core::Role role, QByteArrayView octets)
{
    using Reader = Core::HttpHeadReader;
    constexpr int any = std::numeric_limits<int>::max();
    Reader reader(role == Core::Role::Client ? Reader::Kind::Request : Reader::Kind::Response,
                  Core::Limits{.maxHeaderBytes = any, .maxHeaderFields = any});
    reader.feed(octets);
    if (reader.status() != Reader::Status::Complete)
        return;
    if (role == Core::Role::Client) {
        open().requestLine = requestLineOf(reader.request());
        open().request = reader.request().fields;
    } else {
        open().statusLine = statusLineOf(reader.response());
        open().response = reader.response().fields;
    }
}

void OpeningRecord::putAway(const QByteArray &url, const QByteArray &subprotocol)
{
    if (!m_heads)
        return;
    const auto heads = std::exchange(m_heads, nullptr);
    const QByteArray key = heads->request.value(KeyName);
    const QByteArray octets = QByteArray::fromBase64(key);
    char cut = NothingCut;
    // Only what can be put back as it was.
    if (octets.size() == qsizetype(m_key.size()) && octets.toBase64() == key
        && heads->request.count(KeyName) == 1) {
        std::ranges::copy(octets, m_key.begin());
        const bool isAnswered = heads->response.count(AcceptName) == 1
            && heads->response.value(AcceptName) == Core::acceptKey(key);
        cut = isAnswered ? KeyAndAcceptCut : KeyCut;
    }
    QByteArray text(1, cut);
    for (const QByteArray &line : {url, subprotocol, heads->requestLine})
        text.append(line).append(LineEnd);
    appendFields(text, heads->request, cut == NothingCut ? QByteArrayView() : KeyName);
    text.append(heads->statusLine).append(LineEnd);
    appendFields(text, heads->response, cut == KeyAndAcceptCut ? AcceptName : QByteArrayView());
    text.squeeze();
    m_text = shared(text);
}

OpeningHeads OpeningRecord::heads() const
{
    if (!m_text)
        return m_heads ? *m_heads : OpeningHeads();
    QByteArrayView text = m_text->octets;
    const char cut = text.front();
    text = text.sliced(1);
    const QByteArray key =
        cut == NothingCut ? QByteArray() : QByteArray::fromRawData(m_key.data(), 16).toBase64();
    OpeningHeads heads;
    heads.url = takeLine(text);
    heads.subprotocol = takeLine(text);
    heads.requestLine = takeLine(text);
    heads.request = takeFields(text, cut == NothingCut ? QByteArrayView() : KeyName, key);
    heads.statusLine = takeLine(text);
    const bool isAcceptCut = cut == KeyAndAcceptCut;
    heads.response = takeFields(text, isAcceptCut ? AcceptName : QByteArrayView(),
                                isAcceptCut ? Core::acceptKey(key) : QByteArray());
    return heads;
}

//! \a octets, in the memory of an earlier connection's if those were the same.
OpeningRecord::SharedText OpeningRecord::shared(const QByteArray &octets)
{
    // A server's clients are of few kinds, unless each has heads of its own, as with cookies.
    thread_local SharedKinds<SharedText> kinds;
    return kinds.find([&](const Text &text) { return text.octets == octets; },
                      [&] { return SharedText(new Text(octets)); });
}

} // namespace Gantry
