// SPDX-License-Identifier: MIT
#include "totp.h"

#include "authcrypto.h"

#include <QtCore/QMessageAuthenticationCode>
#include <QtCore/QtEndian>

namespace Gantry::Wamp {

namespace {

// RFC 4648 section 6; neither Qt nor libsodium has it.
constexpr QByteArrayView alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
constexpr int groupCharacters = 8;

QString toBase32(const QByteArray &data)
{
    QString text;
    quint32 bits = 0;
    int count = 0;
    for (const char octet : data) {
        bits = (bits << 8) | uchar(octet);
        for (count += 8; count >= 5; count -= 5)
            text += QLatin1Char(alphabet[(bits >> (count - 5)) & 31]);
    }
    if (count > 0)
        text += QLatin1Char(alphabet[(bits << (5 - count)) & 31]);
    while (text.size() % groupCharacters)
        text += u'=';
    return text;
}

//! With or without padding; nullopt: another character.
std::optional<QByteArray> fromBase32(const QString &text)
{
    qsizetype end = text.size();
    while (end > 0 && text[end - 1] == u'=' && text.size() - end < groupCharacters)
        --end;
    QByteArray data;
    quint32 bits = 0;
    int count = 0;
    for (const QChar c : QStringView(text).first(end)) {
        const qsizetype value = c.unicode() < 128 ? alphabet.indexOf(c.toLatin1()) : -1;
        if (value < 0)
            return std::nullopt;
        bits = (bits << 5) | quint32(value);
        count += 5;
        if (count >= 8) {
            count -= 8;
            data += char((bits >> count) & 0xff);
        }
    }
    return data;
}

} // namespace

QString generateTotpSecret(const std::function<QByteArray(qsizetype)> &random, int length)
{
    return toBase32(random(length));
}

std::optional<QString> computeTotp(const QString &secret, const QDateTime &now, int offset)
{
    const auto key = fromBase32(secret);
    const qint64 step = now.toSecsSinceEpoch() / 30 + offset;
    if (!key || key->isEmpty() || step < 0)
        return std::nullopt;
    const quint64 counter = qToBigEndian(quint64(step));
    const QByteArray message(reinterpret_cast<const char *>(&counter), sizeof counter);
    const QByteArray mac = QMessageAuthenticationCode::hash(message, *key, QCryptographicHash::Sha1);
    // Dynamic truncation, RFC 4226 section 5.3.
    const int at = mac.back() & 15;
    const quint32 code = qFromBigEndian<quint32>(mac.constData() + at) & 0x7fffffff;
    return QString::number(code % 1'000'000).rightJustified(6, u'0');
}

bool checkTotp(const QString &secret, const QString &ticket, const QDateTime &now)
{
    bool isRight = false;
    for (const int offset : {-1, 0, 1}) {
        const auto password = computeTotp(secret, now, offset);
        if (password && equalSecrets(password->toUtf8(), ticket.toUtf8()))
            isRight = true;
    }
    return isRight;
}

} // namespace Gantry::Wamp
