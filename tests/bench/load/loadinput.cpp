// SPDX-License-Identifier: MIT
// The half of a connection that judges what comes.
#include "loadconnection.h"
#include "opening.h"

#include <QtCore/QtEndian>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype MaxHeadBytes = 16384;

} // namespace

void LoadConnection::take(std::span<const char> bytes)
{
    if (m_state == State::Opening)
        takeHead(bytes);
    if (!bytes.empty() && (m_state == State::Open || m_state == State::Closing))
        takeFrames(bytes);
}

void LoadConnection::takeHead(std::span<const char> &bytes)
{
    const qsizetype before = m_head.size();
    m_head.append(bytes.data(), qsizetype(bytes.size()));
    const qsizetype end = m_head.indexOf("\r\n\r\n");
    if (end < 0) {
        bytes = {};
        return m_head.size() > MaxHeadBytes ? fail(u"the opening handshake does not end"_s) : void();
    }
    bytes = bytes.subspan(size_t(end + 4 - before));
    m_head.truncate(end + 4);
    const Opened opened =
        isClient() ? readAnswer(m_head, m_key, m_context.settings) : readRequest(m_head, m_context.settings);
    if (!opened.error.isEmpty())
        return fail(opened.error);
    m_head = {};
    m_key = {};
    m_deflate = opened.deflate;
    std::optional<DeflateTerms> ours;
    if (m_deflate)
        ours = isClient() ? m_deflate->client : m_deflate->server;
    m_block = &m_context.owner.blockFor(ours);
    m_small += opened.answer;
    m_state = State::Open;
    flush();
    if (m_state == State::Open)
        m_context.owner.opened(*this);
}

void LoadConnection::takeFrames(std::span<const char> bytes)
{
    int messages = 0;
    const qint64 now = monotonicNow();
    for (;;) {
        const FrameScanner::Event event = m_scanner.next(bytes);
        if (event == FrameScanner::Event::NeedMore)
            break;
        if (event == FrameScanner::Event::Bad)
            return fail(u"the peer sends "_s + QLatin1StringView(m_scanner.error()));
        if (event == FrameScanner::Event::Control) {
            if (!takeControl())
                return;
            continue;
        }
        if (!takeMessage())
            return;
        m_context.payloadBytes += m_scanner.length();
        if (m_due.size() > 0)
            m_context.latencies.add(now - m_due.pop());
        ++messages;
    }
    if (messages > 0)
        m_context.owner.replied(*this, messages);
}

bool LoadConnection::takeMessage()
{
    QString complaint = complaintAboutMessage();
    if (complaint.isEmpty() && m_isFirst) {
        complaint = complaintAboutFirst();
        m_isFirst = false;
        m_scanner.setCapturing(false);
    }
    if (!complaint.isEmpty())
        fail(complaint);
    return complaint.isEmpty();
}

QString LoadConnection::complaintAboutMessage()
{
    if (m_scanner.opcode() != m_block->opcode)
        return u"a reply has opcode %1 instead of %2"_s.arg(m_scanner.opcode()).arg(m_block->opcode);
    if (m_scanner.isCompressed())
        return m_deflate ? QString() : u"a reply is compressed, which nobody agreed on"_s;
    const qsizetype expected = m_block->payloads.constFirst().size();
    if (m_scanner.length() != quint64(expected))
        return u"a reply has %1 octets instead of %2"_s.arg(m_scanner.length()).arg(expected);
    return {};
}

QString LoadConnection::complaintAboutFirst() const
{
    const QByteArray &expected = m_block->payloads.constFirst();
    if (!m_scanner.isCompressed())
        return m_scanner.payload() == expected ? QString() : u"the reply is not what was sent"_s;
    const auto payload = inflated(m_scanner.payload());
    if (!payload)
        return u"the reply cannot be inflated"_s;
    return *payload == expected ? QString() : u"the reply, inflated, is not what was sent"_s;
}

bool LoadConnection::takeControl()
{
    switch (m_scanner.opcode()) {
    case Ping:
        sendControl(Pong, m_scanner.payload());
        return m_descriptor >= 0;
    case Pong:
        return true;
    default:
        break;
    }
    if (m_state != State::Closing) {
        const QByteArray &payload = m_scanner.payload();
        const int code = payload.size() >= 2 ? qFromBigEndian<quint16>(payload.constData()) : 1005;
        fail(u"the peer closes with %1 %2"_s.arg(code).arg(QString::fromUtf8(payload.mid(2))));
        return false;
    }
    // RFC 6455 section 7.1.1: the server is the first to end the connection.
    if (!isClient() || m_tls) {
        drop();
        m_context.owner.ended(*this);
        return false;
    }
    m_state = State::Ending;
    return true;
}

} // namespace Gantry::Bench
