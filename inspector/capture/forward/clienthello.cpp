// SPDX-License-Identifier: GPL-3.0-only
#include "capture/forward/clienthello.h"

#include <QtCore/QtEndian>

#include <algorithm>

namespace Gantry::Inspector {

namespace {

constexpr qsizetype RecordHeadSize = 5;
constexpr qsizetype HandshakeHeadSize = 4;
constexpr quint8 HandshakeRecord = 22;
constexpr quint8 ClientHelloMessage = 1;
constexpr quint16 ServerNameExtension = 0;
constexpr quint16 ProtocolsExtension = 16;

//! Takes numbers and vectors from the front; what is not there leaves it broken.
class Reader
{
public:
    explicit Reader(QByteArrayView octets)
        : m_rest(octets)
    { }

    bool isBroken() const { return m_isBroken; }
    bool isAtEnd() const { return m_isBroken || m_rest.isEmpty(); }

    quint32 number(qsizetype size)
    {
        quint32 value = 0;
        for (const char octet : take(size))
            value = value << 8 | quint8(octet);
        return value;
    }
    QByteArrayView take(qsizetype size)
    {
        if (m_isBroken || size > m_rest.size()) {
            m_isBroken = true;
            return {};
        }
        const QByteArrayView taken = m_rest.first(size);
        m_rest = m_rest.sliced(size);
        return taken;
    }
    //! A vector whose length stands before it in \a lengthSize octets.
    Reader vector(qsizetype lengthSize)
    {
        const auto size = qsizetype(number(lengthSize));
        return Reader(take(size));
    }
    QByteArray rest() const { return m_rest.toByteArray(); }

private:
    QByteArrayView m_rest;
    bool m_isBroken = false;
};

bool isNameOctet(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

//! RFC 6066 section 3. What is no host name is as good as none.
QByteArray readServerName(Reader extension)
{
    Reader names = extension.vector(2);
    while (!names.isAtEnd()) {
        const quint32 type = names.number(1);
        const QByteArray name = names.vector(2).rest().toLower();
        const bool isGood =
            !name.isEmpty() && name.size() < 256 && std::all_of(name.begin(), name.end(), isNameOctet);
        if (type == 0)
            return isGood && !names.isBroken() ? name : QByteArray();
    }
    return {};
}

//! RFC 7301 section 3.1
QList<QByteArray> readProtocols(Reader extension)
{
    QList<QByteArray> protocols;
    Reader list = extension.vector(2);
    while (!list.isAtEnd())
        protocols.append(list.vector(1).rest());
    return protocols;
}

ClientHello readMessage(QByteArrayView message)
{
    ClientHello hello{.status = ClientHello::Status::Complete, .wanted = 0};
    Reader reader(message);
    reader.take(2 + 32); // version, random
    reader.vector(1); // session id
    reader.vector(2); // cipher suites
    reader.vector(1); // compression methods
    if (reader.isBroken())
        hello.status = ClientHello::Status::Unreadable;
    if (reader.isAtEnd())
        return hello; // no extensions
    Reader extensions = reader.vector(2);
    while (!extensions.isAtEnd()) {
        const quint32 type = extensions.number(2);
        const Reader extension = extensions.vector(2);
        if (type == ServerNameExtension)
            hello.serverName = readServerName(extension);
        else if (type == ProtocolsExtension)
            hello.protocols = readProtocols(extension);
    }
    if (reader.isBroken() || extensions.isBroken())
        hello.status = ClientHello::Status::Unreadable;
    return hello;
}

} // namespace

ClientHello readClientHello(QByteArrayView octets)
{
    using Status = ClientHello::Status;
    const auto needs = [](qsizetype wanted) {
        const bool isTooMuch = wanted > MaxHelloBytes;
        return ClientHello{.status = isTooMuch ? Status::Unreadable : Status::NeedMore, .wanted = wanted};
    };
    // The message may be spread over several records (RFC 8446 section 5.1).
    QByteArray message;
    for (qsizetype at = 0;;) {
        const QByteArrayView record = octets.sliced(at);
        if (!record.isEmpty() && quint8(record[0]) != HandshakeRecord)
            return {.status = at == 0 ? Status::NoTls : Status::Unreadable, .wanted = 0};
        if (record.size() > 1 && record[1] != 3)
            return {.status = at == 0 ? Status::NoTls : Status::Unreadable, .wanted = 0};
        if (record.size() < RecordHeadSize)
            return needs(at + RecordHeadSize);
        const auto size = qsizetype(qFromBigEndian<quint16>(record.data() + 3));
        if (size == 0)
            return {.status = Status::Unreadable, .wanted = 0};
        if (record.size() < RecordHeadSize + size)
            return needs(at + RecordHeadSize + size);
        message += record.sliced(RecordHeadSize, size);
        at += RecordHeadSize + size;
        if (quint8(message[0]) != ClientHelloMessage)
            return {.status = Status::Unreadable, .wanted = 0};
        if (message.size() < HandshakeHeadSize)
            continue;
        const auto length = qsizetype(qFromBigEndian<quint32>(message.constData()) & 0xffffff);
        if (length > MaxHelloBytes)
            return {.status = Status::Unreadable, .wanted = 0};
        if (message.size() >= HandshakeHeadSize + length)
            return readMessage(QByteArrayView(message).sliced(HandshakeHeadSize, length));
    }
}

} // namespace Gantry::Inspector
