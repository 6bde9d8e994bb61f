// SPDX-License-Identifier: GPL-3.0-only
#include "models/findpattern.h"

#include "decode/words.h"

#include <QtCore/QStringDecoder>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

std::optional<QByteArray> octetsOfHex(QString hex)
{
    hex.remove(QRegularExpression(u"\\s|0x"_s, QRegularExpression::CaseInsensitiveOption));
    static const QRegularExpression pairs(u"\\A(?:[0-9a-f]{2})+\\z"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    return pairs.match(hex).hasMatch() ? std::optional(QByteArray::fromHex(hex.toLatin1())) : std::nullopt;
}

std::optional<FoundRange> findOctets(qsizetype offset, qsizetype length)
{
    return offset < 0 ? std::nullopt : std::optional(FoundRange{.offset = offset, .length = length});
}

std::optional<FoundRange> findExpression(const QRegularExpression &expression, QByteArrayView payload)
{
    const QByteArrayView seen = payload.first(std::min(payload.size(), FindPattern::MaxExpressionOctets));
    // A byte order mark stays, so that it is counted.
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
    QString text = decoder.decode(seen);
    const bool isUtf8 = !decoder.hasError();
    if (!isUtf8) {
        text = QString::fromLatin1(seen.data(), seen.size());
    }
    const QRegularExpressionMatch match = expression.match(text);
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    if (!isUtf8) {
        return FoundRange{.offset = match.capturedStart(), .length = match.capturedLength()};
    }
    const QStringView whole(text);
    return FoundRange{.offset = whole.first(match.capturedStart()).toUtf8().size(),
                      .length = match.capturedView().toUtf8().size()};
}

} // namespace

std::variant<FindPattern, QString> FindPattern::make(const FindQuery &query)
{
    if (query.pattern.isEmpty()) {
        return Words::tr("nothing to find");
    }
    switch (query.kind) {
    case FindKind::Text:
        break;
    case FindKind::Hex: {
        const auto octets = octetsOfHex(query.pattern);
        if (!octets) {
            return Words::tr("octets are pairs of hex digits: 0a ff");
        }
        return FindPattern(QByteArrayMatcher(*octets));
    }
    case FindKind::RegularExpression: {
        QRegularExpression expression(query.pattern,
                                      query.isCaseSensitive ? QRegularExpression::NoPatternOption
                                                            : QRegularExpression::CaseInsensitiveOption);
        if (!expression.isValid()) {
            return Words::tr("%1 at character %2")
                .arg(expression.errorString())
                .arg(expression.patternErrorOffset() + 1);
        }
        expression.optimize(); // here: several threads may use it afterwards
        return FindPattern(expression);
    }
    }
    const QByteArray text = query.pattern.toUtf8();
    if (query.isCaseSensitive) {
        return FindPattern(QByteArrayMatcher(text));
    }
    return FindPattern(ByteMatcher(text));
}

std::optional<FoundRange> FindPattern::findIn(QByteArrayView payload) const
{
    if (const auto *text = std::get_if<ByteMatcher>(&m_search)) {
        return findOctets(text->indexIn(payload), text->size());
    }
    if (const auto *octets = std::get_if<QByteArrayMatcher>(&m_search)) {
        return findOctets(octets->indexIn(payload.data(), payload.size()), octets->pattern().size());
    }
    return findExpression(std::get<QRegularExpression>(m_search), payload);
}

} // namespace Gantry::Inspector
