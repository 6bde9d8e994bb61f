// SPDX-License-Identifier: GPL-3.0-only
#include "demo/rulebreaker.h"

#include "core/frame/frameheader.h"

#include <array>

namespace Gantry::Inspector {

using namespace std::chrono_literals;
using Core::FrameHeader;
using Core::Opcode;

namespace {

constexpr auto FirstVisit = 700ms; // something to see at once
constexpr auto VisitInterval = 3s;
constexpr quint32 MaskKey = 0x37fa213d; // of the examples in RFC 6455 section 5.7

QByteArray frame(FrameHeader header, QByteArray payload)
{
    header.payloadLength = quint64(payload.size());
    header.maskKey = header.masked ? MaskKey : 0;
    if (header.masked) {
        for (qsizetype i = 0; i < payload.size(); ++i)
            payload[i] = char(payload[i] ^ char(MaskKey >> (24 - 8 * (i % 4))));
    }
    std::array<char, Core::MaxFrameHeaderSize> octets;
    const int size = Core::writeFrameHeader(header, octets);
    return QByteArray(octets.data(), size) + payload;
}

FrameHeader masked(Opcode opcode)
{
    FrameHeader header;
    header.opcode = quint8(opcode);
    header.masked = true;
    return header;
}

FrameHeader changed(FrameHeader header, void (*change)(FrameHeader &))
{
    change(header);
    return header;
}

//! What is sent, in turn; each breaks the rule beside it.
QByteArray offence(int number)
{
    const FrameHeader text = masked(Opcode::Text);
    const FrameHeader ping = masked(Opcode::Ping);
    const std::array<QByteArray, 8> offences{
        // 5.1: a client masks every frame
        frame(changed(text, [](FrameHeader &h) { h.masked = false; }), "no mask on this one"),
        // 5.2: reserved bits are 0 unless an extension was agreed on
        frame(changed(text, [](FrameHeader &h) { h.rsv = Core::Rsv2; }), "what does this bit mean?"),
        // 8.1: text is UTF-8; 0xff never is
        frame(text, "not UTF-8: \xff\xfe"),
        // 5.5: a control frame has at most 125 octets
        frame(ping, QByteArray(126, 'p')),
        // 5.5: a control frame is not fragmented
        frame(changed(ping, [](FrameHeader &h) { h.fin = false; }), "half a ping"),
        // 5.2: 0x3 to 0x7 are reserved
        frame(changed(text, [](FrameHeader &h) { h.opcode = 0x5; }), "opcode five"),
        // 5.4: nothing to continue
        frame(masked(Opcode::Continuation), "a continuation of nothing"),
        // 7.4.1: 1005 never stands in a frame
        frame(masked(Opcode::Close), QByteArray::fromHex("03ed")),
    };
    return offences[size_t(number) % offences.size()];
}

} // namespace

RuleBreaker::RuleBreaker(const QUrl &server, QObject *parent)
    : QObject(parent)
    , m_server(server)
{
    connect(&m_socket, &QTcpSocket::connected, this, &RuleBreaker::shakeHands);
    connect(&m_socket, &QTcpSocket::readyRead, this, &RuleBreaker::readAnswer);
    connect(&m_timer, &QTimer::timeout, this, &RuleBreaker::visit);
    m_timer.start(VisitInterval);
    QTimer::singleShot(FirstVisit, this, &RuleBreaker::visit);
}

void RuleBreaker::visit()
{
    m_socket.abort();
    m_answer.clear();
    m_socket.connectToHost(m_server.host(), quint16(m_server.port()));
}

void RuleBreaker::shakeHands()
{
    // The key is the example of RFC 6455 section 1.2.
    m_socket.write("GET /careless HTTP/1.1\r\nHost: " + m_server.authority().toLatin1()
                   + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
}

void RuleBreaker::readAnswer()
{
    const bool wasOpen = m_answer.contains("\r\n\r\n");
    m_answer += m_socket.readAll();
    if (wasOpen || !m_answer.contains("\r\n\r\n"))
        return;
    m_socket.write(frame(masked(Opcode::Text), "good morning"));
    m_socket.write(offence(m_visits++));
}

} // namespace Gantry::Inspector
