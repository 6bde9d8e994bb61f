// SPDX-License-Identifier: MIT
#include "payloads.h"

#include <algorithm>
#include <random>

namespace Gantry::Bench {

namespace {

constexpr quint32 Seed = 0x67616e74;

//! Whole sequences only: UTF-8 must not be cut.
QByteArray repeated(const QByteArrayList &pieces, qsizetype size)
{
    QByteArray text;
    text.reserve(size);
    for (qsizetype i = 0; text.size() + pieces.at(i % pieces.size()).size() <= size; ++i)
        text.append(pieces.at(i % pieces.size()));
    return text.leftJustified(size, '.');
}

QByteArrayList charactersOf(const QString &text)
{
    QByteArrayList characters;
    const QList<uint> codePoints = text.toUcs4();
    for (const uint codePoint : codePoints) {
        const auto point = char32_t(codePoint);
        characters.append(QString::fromUcs4(&point, 1).toUtf8());
    }
    return characters;
}

} // namespace

QByteArray makePayload(PayloadKind kind, qsizetype size)
{
    switch (kind) {
    case PayloadKind::Text:
        return repeated(charactersOf(QStringLiteral(R"({"sensor":"hall-7","value":21.375,"unit":"C"},)")),
                        size);
    case PayloadKind::Mixed:
        return repeated(
            charactersOf(QStringLiteral("Grüße aus Århus, καλημέρα κόσμε, 信号機は青です, 😀🚦 ok; ")), size);
    case PayloadKind::Binary:
        break;
    }
    QByteArray bytes(size, Qt::Uninitialized);
    std::mt19937 random(Seed);
    std::generate(bytes.begin(), bytes.end(), [&random] { return char(random()); });
    return bytes;
}

QByteArray makeJson(qsizetype size, quint32 number)
{
    std::mt19937 random(Seed + number);
    static constexpr const char *Names[] = {"temperature", "pressure", "humidity", "speed", "voltage"};
    QByteArray json = "{\"sequence\":" + QByteArray::number(number) + ",\"station\":\"gantry-"
        + QByteArray::number(uint(random() % 1000)) + "\",\"readings\":[";
    while (json.size() < size - 80) {
        json += "{\"sensor\":\"" + QByteArray(Names[random() % std::size(Names)])
            + "\",\"value\":" + QByteArray::number(double(random() % 100'000) / 100)
            + ",\"ok\":" + (random() % 8 ? "true" : "false")
            + ",\"time\":" + QByteArray::number(1'700'000'000'000 + qint64(random() % 1'000'000)) + "},";
    }
    json.chop(1);
    json += "],\"note\":\"";
    return json.leftJustified(size - 2, '-') + "\"}";
}

} // namespace Gantry::Bench
