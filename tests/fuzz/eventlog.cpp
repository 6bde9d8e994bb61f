// SPDX-License-Identifier: MIT
#include "eventlog.h"

#include "core/handshake/serverhandshake.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace Gantry::Fuzz {

namespace {

constexpr char Key[] = "dGhlIHNhbXBsZSBub25jZQ=="; // of RFC 6455 section 1.3

const Core::TimePoint Now{};

} // namespace

void EventLog::feed(QByteArrayView octets, qsizetype piece)
{
    while (!octets.isEmpty()) {
        const QByteArrayView next = octets.first(std::min(piece, octets.size()));
        m_engine.receive(next, Now);
        m_output += m_engine.takeOutput();
        octets = octets.sliced(next.size());
    }
    m_engine.receiveEof(Now);
    m_output += m_engine.takeOutput();
    m_engine.transportClosed(Core::TransportEnd::Clean, {}, Now);
}

bool EventLog::requestReceived(const Core::HandshakeRequest &request)
{
    m_events += "request " + request.target + '\n';
    m_engine.accept({}, Now);
    return true;
}

bool EventLog::responseReceived(const Core::HandshakeResponse &response)
{
    m_events += "response " + response.extensions + '\n';
    return true;
}

bool EventLog::opened()
{
    m_events += "open\n";
    return true;
}

bool EventLog::messageReceived(const QByteArray &payload, bool isBinary)
{
    m_events += (isBinary ? "binary " : "text ") + payload + '\n';
    // The answer drives the sending half, compression included.
    if (m_engine.sendMessage(payload, isBinary, false) == Core::SendResult::InvalidUtf8)
        std::abort(); // text that was let in but would not be let out
    return true;
}

//! Aborts when events come in an order that there is none for.
static void expect(bool condition)
{
    if (!condition)
        std::abort();
}

bool EventLog::messageBegan(bool isBinary)
{
    expect(!std::exchange(m_isInsideMessage, true));
    m_partsAreBinary = isBinary;
    m_parts.clear();
    return true;
}

bool EventLog::frameReceived(const QByteArray &payload)
{
    expect(m_isInsideMessage);
    m_parts += payload;
    return true;
}

bool EventLog::frameBegan(quint64)
{
    expect(m_isInsideMessage && !std::exchange(m_isInsideFrame, true));
    return true;
}

bool EventLog::frameData(const QByteArray &payload)
{
    expect(m_isInsideFrame && !payload.isEmpty());
    m_parts += payload;
    return true;
}

bool EventLog::frameEnded()
{
    expect(std::exchange(m_isInsideFrame, false));
    return true;
}

bool EventLog::messageEnded()
{
    expect(std::exchange(m_isInsideMessage, false) && !m_isInsideFrame);
    return messageReceived(m_parts, m_partsAreBinary);
}

bool EventLog::pingReceived(const QByteArray &payload)
{
    m_events += "ping " + payload + '\n';
    return true;
}

bool EventLog::pongReceived(const QByteArray &payload)
{
    m_events += "pong " + payload + '\n';
    return true;
}

bool EventLog::closed(const Core::CloseInfo &info)
{
    m_end = info;
    return true;
}

void openAsServer(EventLog &log)
{
    log.engine().startServer(Now);
    log.engine().receive("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                         "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n",
                         Now);
}

void startClient(EventLog &log)
{
    Core::ClientRequest request;
    request.host = "h";
    request.deflate = Core::DeflateOptions{};
    log.engine().startClient(request, Key, Now);
}

void openAsClient(EventLog &log)
{
    startClient(log);
    log.engine().receive("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                         "Sec-WebSocket-Accept: "
                             + Core::acceptKey(Key)
                             + "\r\nSec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=12; "
                               "client_max_window_bits=12\r\n\r\n",
                         Now);
}

Core::ConnectionOptions fuzzOptions(Core::Role role, Core::Delivery delivery)
{
    Core::ConnectionOptions options;
    options.role = role;
    options.delivery = delivery;
    options.limits = {
        .maxFrameBytes = 4096, .maxMessageBytes = 8192, .maxHeaderBytes = 2048, .maxHeaderFields = 16};
    return options;
}

namespace {

//! Compressed data is looked at as far as it has arrived: when it breaks several
//! rules, which of them is found first depends on the pieces.
bool isSameEnd(const Core::CloseInfo &a, const Core::CloseInfo &b)
{
    const auto isAboutContent = [](const Core::CloseInfo &end) {
        return end.localCode == quint16(Core::CloseCode::InvalidPayload)
            || end.localCode == quint16(Core::CloseCode::MessageTooBig);
    };
    return a == b || (isAboutContent(a) && isAboutContent(b));
}

void expectSame(const EventLog &whole, const EventLog &other, const char *name)
{
    const bool isSame = whole.events() == other.events() && isSameEnd(whole.end(), other.end());
    // The close frame carries the reason, and that may differ.
    const bool comparesOutput = whole.end() == other.end();
    if (isSame && (!comparesOutput || whole.output() == other.output()))
        return;
    std::fprintf(stderr, "whole: %d %s\n%s\n%s: %d %s\n%s\n", whole.end().code,
                 whole.end().reason.constData(), whole.events().constData(), name, other.end().code,
                 other.end().reason.constData(), other.events().constData());
    std::abort();
}

} // namespace

void expectSameStory(Core::Role role, void (*open)(EventLog &), QByteArrayView octets)
{
    EventLog whole(fuzzOptions(role));
    open(whole);
    whole.feed(octets, std::max<qsizetype>(octets.size(), 1));
    const std::pair<Core::Delivery, const char *> deliveries[] = {
        {Core::Delivery::Message, "messages"},
        {Core::Delivery::Frame, "frames"},
        {Core::Delivery::Streaming, "streams"},
    };
    for (const auto &[delivery, name] : deliveries) {
        for (const qsizetype piece : {qsizetype(1), std::max<qsizetype>(octets.size(), 1)}) {
            EventLog other(fuzzOptions(role, delivery));
            open(other);
            other.feed(octets, piece);
            expectSame(whole, other, name);
        }
    }
}

} // namespace Gantry::Fuzz
