// SPDX-License-Identifier: GPL-3.0-only
#include "decode/msgpackhead.h"
#include "decode/payloadtext.h"
#include "decode/scalartext.h"
#include "decode/words.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtCore/QtEndian>

#include <algorithm>
#include <bit>
#include <limits>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint8 TimestampType = -1;

QByteArrayView bodyOf(QByteArrayView octets, const MessagePackHead &head)
{
    return octets.sliced(std::min<qsizetype>(head.size, octets.size()));
}

QString integerText(QByteArrayView octets)
{
    const auto first = quint8(octets.front());
    const char *body = octets.data() + 1;
    switch (first) {
    case 0xCC:
        return QString::number(quint8(*body));
    case 0xCD:
        return QString::number(qFromBigEndian<quint16>(body));
    case 0xCE:
        return QString::number(qFromBigEndian<quint32>(body));
    case 0xCF:
        return QString::number(qFromBigEndian<quint64>(body));
    case 0xD0:
        return QString::number(qint8(*body));
    case 0xD1:
        return QString::number(qFromBigEndian<qint16>(body));
    case 0xD2:
        return QString::number(qFromBigEndian<qint32>(body));
    case 0xD3:
        return QString::number(qFromBigEndian<qint64>(body));
    default:
        return QString::number(qint8(first)); // 0 to 127 and -32 to -1 are the octet itself
    }
}

QString realInBody(QByteArrayView body)
{
    if (body.size() == sizeof(float)) {
        const auto value = std::bit_cast<float>(qFromBigEndian<quint32>(body.data()));
        return QString::number(double(value), 'g', std::numeric_limits<float>::max_digits10);
    }
    const auto value = std::bit_cast<double>(qFromBigEndian<quint64>(body.data()));
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

//! Seconds and nanoseconds in 32, 30 + 34 or 32 + 64 bits; empty: in none of them.
QString timestampText(QByteArrayView body)
{
    constexpr quint64 SecondsMask = (quint64(1) << 34) - 1;
    qint64 seconds = 0;
    quint32 nanoseconds = 0;
    if (body.size() == 4) {
        seconds = qFromBigEndian<quint32>(body.data());
    } else if (body.size() == 8) {
        const auto both = qFromBigEndian<quint64>(body.data());
        seconds = qint64(both & SecondsMask);
        nanoseconds = quint32(both >> 34);
    } else if (body.size() == 12) {
        nanoseconds = qFromBigEndian<quint32>(body.data());
        seconds = qFromBigEndian<qint64>(body.data() + 4);
    } else {
        return {};
    }
    // The years 1 to 9999, which ISO 8601 has.
    constexpr qint64 First = -62'135'596'800;
    constexpr qint64 Last = 253'402'300'799;
    if (seconds < First || seconds > Last) {
        return Words::tr("%1 s").arg(seconds);
    }
    const QString time = QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(Qt::ISODate);
    return nanoseconds == 0 ? time : time.chopped(1) + u".%1Z"_s.arg(nanoseconds, 9, 10, QLatin1Char('0'));
}

QString extensionText(QByteArrayView octets, const MessagePackHead &head, qsizetype maxCharacters)
{
    const QByteArrayView body = bodyOf(octets, head);
    const QString time = head.extensionType == TimestampType ? timestampText(body) : QString();
    return time.isEmpty() ? octetsLiteral(body, maxCharacters) : time;
}

} // namespace

QString quotedText(QByteArrayView utf8, qsizetype maxCharacters)
{
    QString text = previewLine(utf8, maxCharacters);
    text.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return u'"' + text + u'"';
}

QString octetsLiteral(QByteArrayView octets, qsizetype maxCharacters)
{
    constexpr qsizetype CharactersPerOctet = 3;
    return u"h'"_s + previewHex(octets, std::max<qsizetype>(1, maxCharacters / CharactersPerOctet)) + u'\'';
}

QString messagePackScalarText(QByteArrayView octets, qsizetype maxCharacters)
{
    const MessagePackHead head = messagePackHead(octets);
    switch (head.type) {
    case NodeType::Integer:
        return integerText(octets);
    case NodeType::Real:
        return realInBody(bodyOf(octets, head));
    case NodeType::Text:
        return quotedText(bodyOf(octets, head), maxCharacters);
    case NodeType::Bytes:
        return octetsLiteral(bodyOf(octets, head), maxCharacters);
    case NodeType::Extension:
        return extensionText(octets, head, maxCharacters);
    case NodeType::Boolean:
        return quint8(octets.front()) == 0xC3 ? u"true"_s : u"false"_s;
    case NodeType::Null:
        return u"null"_s;
    default:
        return {};
    }
}

QByteArray messagePackStringContent(QByteArrayView octets, qsizetype maxOctets)
{
    const MessagePackHead head = messagePackHead(octets);
    if (head.type != NodeType::Text && head.type != NodeType::Bytes) {
        return {};
    }
    const QByteArrayView body = bodyOf(octets, head);
    return body.first(std::min(body.size(), maxOctets)).toByteArray();
}

QString messagePackTypeText(QByteArrayView octets)
{
    const MessagePackHead head = messagePackHead(octets);
    switch (head.type) {
    case NodeType::Integer:
        return Words::tr("integer");
    case NodeType::Real:
        return head.body == sizeof(float) ? u"float32"_s : u"float64"_s;
    case NodeType::Text:
        return Words::tr("text");
    case NodeType::Bytes:
        return Words::tr("octets");
    case NodeType::Extension:
        return head.extensionType == TimestampType ? Words::tr("timestamp")
                                                   : Words::tr("extension %1").arg(head.extensionType);
    case NodeType::Boolean:
        return Words::tr("boolean");
    case NodeType::Object:
        return Words::tr("object");
    case NodeType::Array:
        return Words::tr("list");
    default:
        return Words::tr("null");
    }
}

} // namespace Gantry::Inspector
