// SPDX-License-Identifier: GPL-3.0-only
#include "decode/payloadtext.h"
#include "decode/scalartext.h"
#include "decode/words.h"

#include <QtCore/QCborStreamReader>
#include <QtCore/QLocale>
#include <QtCore/QStringList>

#include <algorithm>
#include <array>
#include <limits>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! More of them on one value are an attack or a joke.
constexpr int MaxTags = 8;

struct TagName
{
    quint64 tag;
    const char *name;
};

// The IANA registry of CBOR tags, those that one meets.
constexpr TagName TagNames[] = {
    {0, QT_TRANSLATE_NOOP("Gantry::Inspector", "date and time")},
    {1, QT_TRANSLATE_NOOP("Gantry::Inspector", "time since 1970")},
    {2, QT_TRANSLATE_NOOP("Gantry::Inspector", "large number")},
    {3, QT_TRANSLATE_NOOP("Gantry::Inspector", "large negative number")},
    {4, QT_TRANSLATE_NOOP("Gantry::Inspector", "decimal fraction")},
    {5, QT_TRANSLATE_NOOP("Gantry::Inspector", "binary fraction")},
    {21, QT_TRANSLATE_NOOP("Gantry::Inspector", "base64url in JSON")},
    {22, QT_TRANSLATE_NOOP("Gantry::Inspector", "base64 in JSON")},
    {23, QT_TRANSLATE_NOOP("Gantry::Inspector", "base16 in JSON")},
    {24, QT_TRANSLATE_NOOP("Gantry::Inspector", "CBOR in octets")},
    {32, QT_TRANSLATE_NOOP("Gantry::Inspector", "URI")},
    {33, QT_TRANSLATE_NOOP("Gantry::Inspector", "base64url")},
    {34, QT_TRANSLATE_NOOP("Gantry::Inspector", "base64")},
    {35, QT_TRANSLATE_NOOP("Gantry::Inspector", "regular expression")},
    {37, QT_TRANSLATE_NOOP("Gantry::Inspector", "UUID")},
    {55799, QT_TRANSLATE_NOOP("Gantry::Inspector", "this is CBOR")},
};

QString tagText(quint64 tag)
{
    const auto *known = std::find_if(std::begin(TagNames), std::end(TagNames),
                                     [tag](const TagName &name) { return name.tag == tag; });
    return known == std::end(TagNames) ? Words::tr("tag %1").arg(tag)
                                       : Words::tr("tag %1 (%2)").arg(tag).arg(Words::tr(known->name));
}

//! The tags that a value begins with; the reader stands on the value then.
QList<quint64> takeTags(QCborStreamReader &reader)
{
    QList<quint64> tags;
    while (reader.isTag() && tags.size() < MaxTags) {
        tags << quint64(reader.toTag());
        reader.next();
    }
    return tags;
}

QByteArray stringOf(QCborStreamReader &reader, qsizetype maxOctets)
{
    QByteArray content;
    while (content.size() < maxOctets) {
        const qsizetype before = content.size();
        content.resize(maxOctets);
        const auto chunk = reader.readStringChunk(content.data() + before, maxOctets - before);
        content.resize(before + (chunk.status == QCborStreamReader::Ok ? chunk.data : 0));
        if (chunk.status != QCborStreamReader::Ok) {
            break;
        }
    }
    return content;
}

QString negativeText(QCborNegativeInteger magnitude)
{
    // Zero stands for 2^64, which quint64 has no place for.
    const auto value = quint64(magnitude);
    return value == 0 ? u"-18446744073709551616"_s : u'-' + QString::number(value);
}

QString realText(double value)
{
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QString untaggedText(QCborStreamReader &reader, qsizetype maxCharacters)
{
    constexpr qsizetype OctetsPerCharacter = 4; // of UTF-8 at most
    switch (reader.type()) {
    case QCborStreamReader::UnsignedInteger:
        return QString::number(reader.toUnsignedInteger());
    case QCborStreamReader::NegativeInteger:
        return negativeText(reader.toNegativeInteger());
    case QCborStreamReader::TextString:
        return quotedText(stringOf(reader, maxCharacters * OctetsPerCharacter), maxCharacters);
    case QCborStreamReader::ByteString:
        return octetsLiteral(stringOf(reader, maxCharacters), maxCharacters);
    case QCborStreamReader::Float16:
        return realText(double(reader.toFloat16()));
    case QCborStreamReader::Float:
        return QString::number(double(reader.toFloat()), 'g', std::numeric_limits<float>::max_digits10);
    case QCborStreamReader::Double:
        return realText(reader.toDouble());
    default:
        break;
    }
    if (reader.isBool()) {
        return reader.toBool() ? u"true"_s : u"false"_s;
    }
    return reader.isNull()      ? u"null"_s
        : reader.isUndefined()  ? u"undefined"_s
        : reader.isSimpleType() ? u"simple(%1)"_s.arg(int(reader.toSimpleType()))
                                : QString();
}

QString untaggedType(const QCborStreamReader &reader)
{
    const bool isKnown = reader.isLengthKnown();
    switch (reader.type()) {
    case QCborStreamReader::UnsignedInteger:
        return u"uint"_s;
    case QCborStreamReader::NegativeInteger:
        return u"negative"_s;
    case QCborStreamReader::TextString:
        return isKnown ? Words::tr("text") : Words::tr("text in chunks");
    case QCborStreamReader::ByteString:
        return isKnown ? Words::tr("octets") : Words::tr("octets in chunks");
    case QCborStreamReader::Array:
        return isKnown ? Words::tr("list") : Words::tr("list of unknown length");
    case QCborStreamReader::Map:
        return isKnown ? Words::tr("object") : Words::tr("object of unknown length");
    case QCborStreamReader::Float16:
        return u"float16"_s;
    case QCborStreamReader::Float:
        return u"float32"_s;
    case QCborStreamReader::Double:
        return u"float64"_s;
    default:
        break;
    }
    return reader.isBool() ? Words::tr("boolean") : Words::tr("simple value");
}

QCborStreamReader readerOf(QByteArrayView octets)
{
    return QCborStreamReader(octets.data(), octets.size());
}

} // namespace

QString cborScalarText(QByteArrayView octets, qsizetype maxCharacters)
{
    QCborStreamReader reader = readerOf(octets);
    takeTags(reader);
    return untaggedText(reader, maxCharacters);
}

QByteArray cborStringContent(QByteArrayView octets, qsizetype maxOctets)
{
    QCborStreamReader reader = readerOf(octets);
    takeTags(reader);
    return reader.isString() || reader.isByteArray() ? stringOf(reader, maxOctets) : QByteArray();
}

QString cborTypeText(QByteArrayView octets)
{
    QCborStreamReader reader = readerOf(octets);
    QStringList parts;
    for (const quint64 tag : takeTags(reader)) {
        parts << tagText(tag);
    }
    parts.prepend(untaggedType(reader));
    return parts.join(u", "_s);
}

} // namespace Gantry::Inspector
