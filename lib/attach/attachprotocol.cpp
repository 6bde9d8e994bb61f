// SPDX-License-Identifier: MIT
#include "attach/attachprotocol.h"

#include "tap/recordcodec.h"

#include <QtCore/QDataStream>
#include <QtCore/QIODevice>
#include <QtCore/QtEndian>

#include <algorithm>

namespace Gantry::Attach {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QByteArrayView Magic = "GTAP";
constexpr qsizetype GreetingHeadSize = 4 + 2 + 2 + 4;
//! No program has names this long; whoever says so is not one of ours.
constexpr quint32 MaxGreetingBody = 64 * 1024;
constexpr quint8 KindsRequest = 1;
constexpr auto StreamVersion = QDataStream::Qt_6_4;

template<typename T>
void appendNumber(QByteArray &out, T value)
{
    const T little = qToLittleEndian(value);
    out.append(reinterpret_cast<const char *>(&little), sizeof little);
}

QByteArray greetingBody(const ProcessInfo &process)
{
    QByteArray body;
    QDataStream stream(&body, QIODevice::WriteOnly);
    stream.setVersion(StreamVersion);
    stream << process.pid << process.startTimeNs << process.program << process.gantryVersion
           << process.qtVersion;
    return body;
}

} // namespace

QByteArray encodeGreeting(const ProcessInfo &process)
{
    const QByteArray body = greetingBody(process);
    QByteArray out = Magic.toByteArray();
    appendNumber(out, ProtocolVersion);
    appendNumber(out, Tap::RecordCodecVersion);
    appendNumber(out, quint32(body.size()));
    return out + body;
}

QByteArray encodeKindsRequest(Tap::RecordKinds kinds)
{
    QByteArray out;
    appendNumber(out, quint16(2));
    appendNumber(out, KindsRequest);
    appendNumber(out, quint8(kinds.toInt()));
    return out;
}

GreetingReader::GreetingReader()
    : m_wanted(GreetingHeadSize)
{ }

qsizetype GreetingReader::feed(QByteArrayView bytes)
{
    qsizetype taken = 0;
    while (m_status == Status::NeedMore && taken < bytes.size()) {
        const qsizetype piece = std::min(m_wanted - m_buffer.size(), bytes.size() - taken);
        m_buffer.append(bytes.sliced(taken, piece));
        taken += piece;
        if (m_buffer.size() < m_wanted)
            break;
        if (m_headRead)
            readBody(QByteArrayView(m_buffer).sliced(GreetingHeadSize));
        else
            readHead();
    }
    return taken;
}

void GreetingReader::readHead()
{
    m_headRead = true;
    const char *at = m_buffer.constData() + Magic.size();
    const auto protocol = qFromLittleEndian<quint16>(at);
    const auto codec = qFromLittleEndian<quint16>(at + 2);
    const auto length = qFromLittleEndian<quint32>(at + 4);
    if (!m_buffer.startsWith(Magic) || length > MaxGreetingBody)
        return fail(u"what answers is not a Gantry program"_s);
    if (protocol != ProtocolVersion || codec != Tap::RecordCodecVersion) {
        return fail(u"the program speaks version %1.%2 of the attach protocol, this inspector %3.%4"_s.arg(
            QString::number(protocol), QString::number(codec), QString::number(ProtocolVersion),
            QString::number(Tap::RecordCodecVersion)));
    }
    m_wanted += length;
    if (length == 0)
        readBody({});
}

void GreetingReader::readBody(QByteArrayView body)
{
    const QByteArray bytes = QByteArray::fromRawData(body.data(), body.size());
    QDataStream stream(bytes);
    stream.setVersion(StreamVersion);
    stream >> m_process.pid >> m_process.startTimeNs >> m_process.program >> m_process.gantryVersion
        >> m_process.qtVersion;
    if (stream.status() != QDataStream::Ok)
        return fail(u"the program's greeting is malformed"_s);
    m_status = Status::Complete;
}

void GreetingReader::fail(const QString &text)
{
    m_status = Status::Error;
    m_errorText = text;
}

std::optional<Tap::RecordKinds> RequestReader::next()
{
    constexpr qsizetype LengthSize = sizeof(quint16);
    while (m_buffer.size() >= LengthSize) {
        const qsizetype length = qFromLittleEndian<quint16>(m_buffer.constData());
        if (m_buffer.size() < LengthSize + length)
            break;
        const QByteArray request = m_buffer.sliced(LengthSize, length);
        m_buffer.remove(0, LengthSize + length);
        if (request.size() >= 2 && quint8(request[0]) == KindsRequest)
            return Tap::RecordKinds::fromInt(quint8(request[1]));
    }
    return std::nullopt;
}

} // namespace Gantry::Attach
