// SPDX-License-Identifier: MIT
#include "tap/handshakedecoder.h"

#include "core/handshake/deflateoffer.h"
#include "core/handshake/serverhandshake.h"

#include <algorithm>
#include <utility>

namespace Gantry::Tap {

namespace {

constexpr int SwitchingProtocols = 101;

//! Word number \a index of a start line; empty when there are not so many.
QByteArray wordOf(const QByteArray &startLine, qsizetype index)
{
    return startLine.split(' ').value(index);
}

int statusOf(const QByteArray &statusLine)
{
    return wordOf(statusLine, 1).toInt();
}

int windowBitsOf(const Core::ExtensionParameter &parameter)
{
    const int bits = parameter.value ? parameter.value->toInt() : 0;
    return bits >= 8 && bits <= 15 ? bits : 15;
}

void apply(const Core::ExtensionParameter &parameter, Core::DeflateParameters &agreed)
{
    if (parameter.name == "server_no_context_takeover")
        agreed.serverNoContextTakeover = true;
    else if (parameter.name == "client_no_context_takeover")
        agreed.clientNoContextTakeover = true;
    else if (parameter.name == "server_max_window_bits")
        agreed.serverMaxWindowBits = windowBitsOf(parameter);
    else if (parameter.name == "client_max_window_bits")
        agreed.clientMaxWindowBits = windowBitsOf(parameter);
}

QByteArray urlOf(const HeadCollector &request, bool secure)
{
    const QByteArray target = wordOf(request.startLine(), 1);
    const QByteArray host = request.fields().value("Host");
    if (!target.startsWith('/') || host.isEmpty())
        return target; // absolute form, or nothing better to show
    return (secure ? "wss://" : "ws://") + host + target;
}

} // namespace

HandshakeDecoder::HandshakeDecoder(qsizetype maxWaiting)
    : m_maxWaiting(maxWaiting)
    , m_sides{Side(HeadCollector::Kind::Request), Side(HeadCollector::Kind::Response)}
{ }

void HandshakeDecoder::feed(Direction direction, QByteArrayView octets)
{
    Side &side = m_sides[size_t(direction)];
    while (!octets.isEmpty() && !side.isHeadOver() && !m_isOver) {
        octets = octets.sliced(side.head.feed(octets));
        if (direction == Direction::Received)
            passInterimResponse();
    }
    side.waiting.append(octets);
    m_isOver = m_isOver || (m_sides[0].isHeadOver() && m_sides[1].isHeadOver())
        || side.waiting.size() > m_maxWaiting;
}

//! RFC 9110 section 15.2: any number of 1xx answers may come before the final one,
//! and 101 is final.
void HandshakeDecoder::passInterimResponse()
{
    const int status = statusOf(response().startLine());
    if (response().status() != HeadCollector::Status::Complete || status < 100 || status > 199
        || status == SwitchingProtocols)
        return;
    // They count together: a peer that sends nothing else costs no more than one head.
    m_interimBytes += response().raw().size();
    if (m_interimBytes > HeadCollector::MaxHeadBytes || m_interim.size() == MaxInterimResponses) {
        m_isOver = true;
        return;
    }
    m_interim.append({Direction::Received, response().raw(), QByteArrayLiteral("interim response")});
    m_sides[size_t(Direction::Received)].head = HeadCollector(HeadCollector::Kind::Response);
}

bool HandshakeDecoder::leadsToFrames(Direction direction) const
{
    return response().status() == HeadCollector::Status::Complete
        && statusOf(response().startLine()) == SwitchingProtocols
        && m_sides[size_t(direction)].head.status() == HeadCollector::Status::Complete;
}

//! What the answer says about compression. Values that are not legal count as not
//! said: the frames will show whether that is right.
std::optional<Core::DeflateParameters> HandshakeDecoder::deflate() const
{
    const auto extensions = Core::parseExtensions(response().fields().joined("Sec-WebSocket-Extensions"));
    if (!extensions)
        return std::nullopt;
    const auto found = std::find_if(extensions->begin(), extensions->end(), [](const auto &extension) {
        return extension.name.compare("permessage-deflate", Qt::CaseInsensitive) == 0;
    });
    if (found == extensions->end())
        return std::nullopt;
    Core::DeflateParameters agreed;
    for (const Core::ExtensionParameter &parameter : found->parameters)
        apply(parameter, agreed);
    return agreed;
}

OpenRecord HandshakeDecoder::openRecord(bool secure) const
{
    return {
        .head = {},
        .role = Core::Role::Client,
        .url = urlOf(request(), secure),
        .peer = {},
        .requestLine = request().startLine(),
        .request = request().fields(),
        .statusLine = response().startLine(),
        .response = response().fields(),
        .subprotocol = response().fields().value("Sec-WebSocket-Protocol"),
        .extensions = response().fields().joined("Sec-WebSocket-Extensions"),
    };
}

QList<HandshakeDecoder::Remark> HandshakeDecoder::remarks() const
{
    QList<Remark> remarks = m_interim;
    remarkOn(Direction::Sent, remarks);
    remarkOn(Direction::Received, remarks);
    if (leadsToFrames(Direction::Received))
        remarkOnAnswer(remarks);
    return remarks;
}

void HandshakeDecoder::remarkOn(Direction direction, QList<Remark> &remarks) const
{
    const HeadCollector &head = m_sides[size_t(direction)].head;
    QByteArray note;
    switch (head.status()) {
    case HeadCollector::Status::Complete:
        note = head.complaint();
        break;
    case HeadCollector::Status::TooLong:
        note = "no end of the head within " + QByteArray::number(HeadCollector::MaxHeadBytes) + " octets";
        break;
    case HeadCollector::Status::NeedMore:
        if (!head.raw().isEmpty())
            note = QByteArrayLiteral("the connection ended inside the head");
        break;
    }
    if (!note.isEmpty())
        remarks.append({direction, head.raw(), note});
}

//! What makes a client refuse a 101 (RFC 6455 section 4.1) and can be seen without
//! knowing what it wanted.
void HandshakeDecoder::remarkOnAnswer(QList<Remark> &remarks) const
{
    const QByteArray key = request().fields().value("Sec-WebSocket-Key");
    const Core::HeaderFields &answer = response().fields();
    if (!key.isEmpty() && answer.value("Sec-WebSocket-Accept") != Core::acceptKey(key)) {
        remarks.append({Direction::Received, response().raw(),
                        QByteArrayLiteral("Sec-WebSocket-Accept does not belong to the key (RFC 6455 4.1)")});
    }
    const QByteArray extensions = answer.joined("Sec-WebSocket-Extensions");
    if (!extensions.isEmpty() && !Core::parseExtensions(extensions)) {
        remarks.append({Direction::Received, response().raw(),
                        QByteArrayLiteral("Sec-WebSocket-Extensions cannot be read (RFC 6455 9.1)")});
    }
}

QByteArray HandshakeDecoder::takeWaiting(Direction direction)
{
    return std::exchange(m_sides[size_t(direction)].waiting, {});
}

} // namespace Gantry::Tap
