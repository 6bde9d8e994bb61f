// SPDX-License-Identifier: GPL-3.0-only
#include "decode/documenttext.h"

#include "decode/payloadtext.h"
#include "decode/scalartext.h"
#include "decode/words.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QLocale>
#include <QtCore/QStringList>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! Keys that are longer are cut wherever they are shown.
constexpr qsizetype MaxKeyOctets = 4096;

//! What a JSON string in quotes stands for; Qt knows the escapes.
QString unescaped(QByteArrayView quoted)
{
    if (quoted.size() < 2) {
        return {};
    }
    const QByteArrayView inner = quoted.sliced(1, quoted.size() - 2);
    if (!inner.contains('\\')) {
        return QString::fromUtf8(inner);
    }
    const QByteArray list = '[' + quoted.toByteArray() + ']';
    const QJsonArray array = QJsonDocument::fromJson(list).array();
    return array.isEmpty() ? QString::fromUtf8(inner) : array.first().toString();
}

QString scalarText(DocumentFormat format, QByteArrayView octets, qsizetype maxCharacters)
{
    switch (format) {
    case DocumentFormat::Json:
        return previewLine(octets, maxCharacters);
    case DocumentFormat::Cbor:
        return cborScalarText(octets, maxCharacters);
    case DocumentFormat::MessagePack:
        return messagePackScalarText(octets, maxCharacters);
    case DocumentFormat::None:
        break;
    }
    return {};
}

bool isTextKey(const Document &document, quint32 node)
{
    const QByteArrayView octets = document.keyOctetsOf(node);
    switch (document.format()) {
    case DocumentFormat::Json:
        return true;
    case DocumentFormat::Cbor:
        return (quint8(octets.front()) >> 5) == 3; // major type 3, text string
    default:
        return (quint8(octets.front()) & 0xE0) == 0xA0
            || (quint8(octets.front()) >= 0xD9 && quint8(octets.front()) <= 0xDB);
    }
}

bool isIdentifier(const QString &key)
{
    const auto isWordCharacter = [](QChar c) { return c == u'_' || c.isLetterOrNumber(); };
    return !key.isEmpty() && !key.front().isDigit() && std::all_of(key.cbegin(), key.cend(), isWordCharacter);
}

QString pathStep(const Document &document, quint32 node)
{
    const DocumentNode &entry = document.at(node);
    if (entry.keySize == 0) {
        return u"[%1]"_s.arg(entry.row);
    }
    const QString key = keyText(document, node);
    if (isIdentifier(key)) {
        return u'.' + key;
    }
    QString escaped = key;
    escaped.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return u"[\"%1\"]"_s.arg(escaped);
}

QString jsonTypeText(NodeType type)
{
    switch (type) {
    case NodeType::Object:
        return Words::tr("object");
    case NodeType::Array:
        return Words::tr("list");
    case NodeType::Text:
        return Words::tr("text");
    case NodeType::Integer:
    case NodeType::Real:
        return Words::tr("number");
    case NodeType::Boolean:
        return Words::tr("boolean");
    default:
        return u"null"_s;
    }
}

QString countText(const DocumentNode &node)
{
    const QString count = QLocale().toString(node.children);
    if (node.type == NodeType::Object) {
        return node.children == 1 ? Words::tr("{ 1 member }") : Words::tr("{ %1 members }").arg(count);
    }
    return node.children == 1 ? Words::tr("[ 1 item ]") : Words::tr("[ %1 items ]").arg(count);
}

//! Writes nodes one after the other until it has enough.
class CompactWriter
{
public:
    CompactWriter(const Document &document, qsizetype maxCharacters)
        : m_document(document)
        , m_maxCharacters(maxCharacters)
    { }

    QString write(quint32 node)
    {
        value(node);
        if (m_text.size() > m_maxCharacters) {
            m_text.truncate(m_maxCharacters);
            m_text += u'…';
        }
        return m_text;
    }

private:
    bool isFull() const { return m_text.size() > m_maxCharacters; }

    //! Recursion ends where documents do (DocumentBounds::maxDepth).
    void value(quint32 node)
    {
        const DocumentNode &entry = m_document.at(node);
        if (!isContainer(entry.type)) {
            m_text += valueText(m_document, node, std::max<qsizetype>(1, m_maxCharacters - m_text.size()));
            return;
        }
        m_text += entry.type == NodeType::Object ? u'{' : u'[';
        for (quint32 child = node + 1; child < entry.next && !isFull(); child = m_document.at(child).next) {
            m_text += child == node + 1 ? QString() : u", "_s;
            if (m_document.at(child).keySize > 0) {
                m_text += keyText(m_document, child) + u": "_s;
            }
            value(child);
        }
        m_text += entry.type == NodeType::Object ? u'}' : u']';
    }

    const Document &m_document;
    qsizetype m_maxCharacters;
    QString m_text;
};

} // namespace

QByteArray keyContent(const Document &document, quint32 node)
{
    const QByteArrayView octets = document.keyOctetsOf(node);
    switch (document.format()) {
    case DocumentFormat::Json:
        return octets.contains('\\') ? unescaped(octets).toUtf8()
                                     : octets.sliced(1, octets.size() - 2).toByteArray();
    case DocumentFormat::Cbor:
        return cborStringContent(octets, MaxKeyOctets);
    case DocumentFormat::MessagePack:
        return messagePackStringContent(octets, MaxKeyOctets);
    case DocumentFormat::None:
        break;
    }
    return {};
}

QString keyText(const Document &document, quint32 node)
{
    if (document.at(node).keySize == 0) {
        return {};
    }
    if (isTextKey(document, node)) {
        return previewLine(keyContent(document, node), NodeTextCharacters);
    }
    const QByteArrayView octets = document.keyOctetsOf(node);
    const QString text = scalarText(document.format(), octets, NodeTextCharacters);
    return text.isEmpty() ? octetsLiteral(octets, NodeTextCharacters) : text;
}

QString valueText(const Document &document, quint32 node, qsizetype maxCharacters)
{
    const DocumentNode &entry = document.at(node);
    if (entry.type == NodeType::TooDeep) {
        return Words::tr("nested too deeply to be shown");
    }
    if (isContainer(entry.type)) {
        return countText(entry);
    }
    return scalarText(document.format(), document.octetsOf(node), maxCharacters);
}

QByteArray textContent(const Document &document, quint32 node, qsizetype maxOctets)
{
    const QByteArrayView octets = document.octetsOf(node);
    if (document.at(node).type != NodeType::Text) {
        return {};
    }
    switch (document.format()) {
    case DocumentFormat::Json: {
        if (octets.contains('\\')) {
            return unescaped(octets).toUtf8().left(maxOctets);
        }
        const QByteArrayView inner = octets.sliced(1, octets.size() - 2);
        return inner.first(std::min(inner.size(), maxOctets)).toByteArray();
    }
    case DocumentFormat::Cbor:
        return cborStringContent(octets, maxOctets);
    case DocumentFormat::MessagePack:
        return messagePackStringContent(octets, maxOctets);
    case DocumentFormat::None:
        break;
    }
    return {};
}

QString plainText(const Document &document, quint32 node, qsizetype maxCharacters)
{
    const DocumentNode &entry = document.at(node);
    const QByteArrayView octets = document.octetsOf(node);
    if (isContainer(entry.type) || entry.type == NodeType::TooDeep) {
        return document.format() == DocumentFormat::Json ? boundedText(octets, maxCharacters).text
                                                         : compactText(document, node, maxCharacters);
    }
    if (entry.type != NodeType::Text) {
        return valueText(document, node, maxCharacters);
    }
    return document.format() == DocumentFormat::Json
        ? unescaped(octets)
        : QString::fromUtf8(textContent(document, node, maxCharacters));
}

QString typeText(const Document &document, quint32 node)
{
    const DocumentNode &entry = document.at(node);
    if (entry.type == NodeType::TooDeep || document.format() == DocumentFormat::Json) {
        return entry.type == NodeType::TooDeep ? QString() : jsonTypeText(entry.type);
    }
    return document.format() == DocumentFormat::Cbor ? cborTypeText(document.octetsOf(node))
                                                     : messagePackTypeText(document.octetsOf(node));
}

QString nodePath(const Document &document, quint32 node)
{
    const bool isSequence = document.at(0).children > 1;
    QStringList steps;
    for (quint32 at = node; at != 0; at = document.at(at).parent) {
        if (document.at(at).parent != 0 || isSequence) {
            steps.prepend(pathStep(document, at));
        }
    }
    return u'$' + steps.join(QString());
}

QString compactText(const Document &document, quint32 node, qsizetype maxCharacters)
{
    return CompactWriter(document, maxCharacters).write(node);
}

std::optional<quint64> unsignedValue(const Document &document, quint32 node)
{
    constexpr double Exact = 9007199254740992.0; // 2^53
    const NodeType type = document.at(node).type;
    bool isNumber = false;
    if (type == NodeType::Integer && document.format() == DocumentFormat::Json) {
        const quint64 value = document.octetsOf(node).toULongLong(&isNumber); // the common one
        return isNumber ? std::optional(value) : std::nullopt;
    }
    if (type != NodeType::Integer && type != NodeType::Real) {
        return std::nullopt;
    }
    const QString text = valueText(document, node);
    if (type == NodeType::Integer) {
        const quint64 value = text.toULongLong(&isNumber);
        return isNumber ? std::optional(value) : std::nullopt;
    }
    const double value = type == NodeType::Real ? text.toDouble(&isNumber) : -1.0;
    const bool isWhole = isNumber && value >= 0 && value <= Exact && double(quint64(value)) == value;
    return isWhole ? std::optional(quint64(value)) : std::nullopt;
}

} // namespace Gantry::Inspector
