// SPDX-License-Identifier: MIT
#include "rawwamp.h"

#include "support/rawpeer.h"

#include <QtCore/qendian.h>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

enum Opcode { Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

quint8 octetAt(const QByteArray &octets, qsizetype place)
{
    return quint8(octets[place]);
}

} // namespace

RawWamp::RawWamp(const QUrl &url, const QString &serializer)
    : m_isWebSocket(url.scheme() == "ws"_L1)
    , m_serializer(serializer)
{
    const auto ended = [this] { m_isEnded = true; };
    if (url.scheme() == "unix"_L1) {
        m_local = std::make_unique<QLocalSocket>();
        connect(m_local.get(), &QLocalSocket::connected, this, &RawWamp::connected);
        connect(m_local.get(), &QLocalSocket::readyRead, this, &RawWamp::read);
        connect(m_local.get(), &QLocalSocket::disconnected, this, ended);
        connect(m_local.get(), &QLocalSocket::errorOccurred, this, ended);
        m_local->connectToServer(url.path());
        return;
    }
    m_tcp = std::make_unique<QTcpSocket>();
    connect(m_tcp.get(), &QTcpSocket::connected, this, &RawWamp::connected);
    connect(m_tcp.get(), &QTcpSocket::readyRead, this, &RawWamp::read);
    connect(m_tcp.get(), &QTcpSocket::disconnected, this, ended);
    connect(m_tcp.get(), &QTcpSocket::errorOccurred, this, ended);
    m_tcp->connectToHost(url.host(), quint16(url.port()));
}

RawWamp::~RawWamp()
{
    device().disconnect(this);
}

QIODevice &RawWamp::device()
{
    return m_tcp ? static_cast<QIODevice &>(*m_tcp) : *m_local;
}

void RawWamp::connected()
{
    m_isConnected = true;
    device().write(std::exchange(m_pending, QByteArray()));
}

void RawWamp::sendOctets(const QByteArray &octets)
{
    if (m_isConnected)
        device().write(octets);
    else
        m_pending += octets;
}

QByteArray RawWamp::handshake() const
{
    if (m_isWebSocket)
        return Testing::upgradeRequest("Sec-WebSocket-Protocol: wamp.2." + m_serializer.toLatin1() + "\r\n");
    const int id = Wamp::Serializer::byName(m_serializer)->rawSocketId();
    return QByteArray::fromHex("7ff00000").replace(1, 1, QByteArray(1, char(0xf0 | id)));
}

bool RawWamp::open()
{
    sendOctets(handshake());
    Testing::waitFor([this] { return m_isOpen || m_isRefused || m_isEnded; }, Patience);
    return isOpen();
}

QByteArray RawWamp::head(qint64 size) const
{
    QByteArray octets(8, '\0');
    qToBigEndian(quint64(size), octets.data());
    if (!m_isWebSocket)
        return octets.last(4); // a message's type is 0
    QByteArray head(1, char(0x80 | (m_serializer == "json"_L1 ? Text : Binary)));
    if (size < 126)
        head += char(0x80 | size);
    else if (size < 65'536)
        head += '\xfe' + octets.last(2);
    else
        head += '\xff' + octets;
    return head + QByteArray(4, '\0'); // a mask that leaves everything as it is
}

void RawWamp::sayHello(const QByteArray &realm, const QByteArray &moreDetails)
{
    send("[1,\"" + realm
         + R"(",{"roles":{"publisher":{},"subscriber":{},"caller":{"features":{"call_canceling":)"
           R"(true,"progressive_call_results":true}},"callee":{"features":{"call_canceling":true}}})"
         + moreDetails + "}]");
}

bool RawWamp::join()
{
    if (!open())
        return false;
    sayHello();
    return take<Wamp::Welcome>().has_value();
}

void RawWamp::setReading(bool isReading)
{
    m_isReading = isReading;
    const qint64 size = isReading ? 0 : 1;
    if (m_tcp)
        m_tcp->setReadBufferSize(size);
    else
        m_local->setReadBufferSize(size);
    if (isReading)
        read();
}

void RawWamp::drop()
{
    if (m_tcp)
        m_tcp->abort();
    else
        m_local->abort();
}

// What comes.

void RawWamp::read()
{
    if (!m_isReading)
        return;
    m_input += device().readAll();
    if (!m_isOpen && (m_isRefused || !readHandshake()))
        return;
    while (m_isReading && readFrame()) { }
    m_input.remove(0, std::exchange(m_at, 0));
}

bool RawWamp::readHandshake()
{
    if (m_isWebSocket) {
        const qsizetype end = m_input.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        m_isOpen = m_input.startsWith("HTTP/1.1 101 ");
        m_at = end + 4;
    } else {
        if (m_input.size() < 4)
            return false;
        m_isOpen = (m_input[1] & 0x0f) != 0;
        m_at = 4;
    }
    m_isRefused = !m_isOpen;
    return m_isOpen;
}

bool RawWamp::readFrame()
{
    return m_isWebSocket ? readWebSocketFrame() : readRawSocketFrame();
}

bool RawWamp::readWebSocketFrame()
{
    const qsizetype left = m_input.size() - m_at;
    if (left < 2)
        return false;
    const int opcode = octetAt(m_input, m_at) & 0x0f;
    qint64 size = octetAt(m_input, m_at + 1) & 0x7f;
    qsizetype headSize = 2;
    if (size >= 126) {
        headSize = size == 126 ? 4 : 10;
        if (left < headSize)
            return false;
        const char *number = m_input.constData() + m_at + 2;
        size = size == 126 ? qint64(qFromBigEndian<quint16>(number)) : qFromBigEndian<qint64>(number);
    }
    if (left < headSize + size)
        return false;
    const QByteArray payload = m_input.mid(m_at + headSize, size);
    m_at += headSize + size;
    received(opcode, payload);
    return true;
}

bool RawWamp::readRawSocketFrame()
{
    constexpr qsizetype headSize = 4;
    const qsizetype left = m_input.size() - m_at;
    if (left < headSize)
        return false;
    const quint32 head = qFromBigEndian<quint32>(m_input.constData() + m_at);
    const qsizetype size = head & 0xffffff;
    if (left < headSize + size)
        return false;
    const QByteArray payload = m_input.mid(m_at + headSize, size);
    m_at += headSize + size;
    const int type = int(head >> 24) & 7;
    received(type == 0 ? Binary : type == 1 ? Ping : Pong, payload);
    return true;
}

void RawWamp::received(int opcode, const QByteArray &payload)
{
    switch (opcode) {
    case Text:
    case Binary:
        return receivedMessage(payload);
    case Ping:
        sendOctets(m_isWebSocket ? Testing::clientFrame(0x80 | Pong, payload)
                                 : head(payload.size()).replace(0, 1, "\x02") + payload);
        return;
    case Close:
        m_closeCode = payload.size() < 2 ? 1005 : qFromBigEndian<quint16>(payload.constData());
        if (m_answersClose)
            sendOctets(Testing::clientFrame(0x80 | Close, payload.left(2)));
        return;
    default:
        return;
    }
}

void RawWamp::receivedMessage(const QByteArray &octets)
{
    const auto error = Wamp::Serializer::byName(m_serializer)->decode(octets, [this](Wamp::Message &message) {
        if (whenMessage)
            whenMessage(message);
        else
            m_messages.append(message);
        return true;
    });
    if (error)
        qFatal("the router sent what is no message: %s", qUtf8Printable(error.text));
}

} // namespace Gantry::Interop
