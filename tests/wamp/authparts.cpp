// SPDX-License-Identifier: MIT
#include "wamp/auth/authcrypto.h"
#include "wamp/auth/totp.h"
#include "wamp/auth/wampcra.h"
#include "wamp/authscene.h"
#include "wamp/authvectors.h"

#include <QtTest/QTest>

using namespace Gantry::Wamp;
using namespace Qt::Literals::StringLiterals;

namespace {

const auto totpSecret = u"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"_s; // 12345678901234567890

QDateTime at(qint64 seconds)
{
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC);
}

} // namespace

void TestAuthVectors::normalizesBySaslPrep_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isAllowed");
    QTest::addColumn<QString>("prepared");

    // RFC 4013 section 3.
    QTest::newRow("soft hyphen mapped to nothing") << u"I\u00adX"_s << true << u"IX"_s;
    QTest::newRow("no transformation") << u"user"_s << true << u"user"_s;
    QTest::newRow("case preserved") << u"USER"_s << true << u"USER"_s;
    QTest::newRow("NFKC of feminine ordinal") << u"\u00aa"_s << true << u"a"_s;
    QTest::newRow("NFKC of roman numeral") << u"\u2168"_s << true << u"IX"_s;
    QTest::newRow("prohibited control") << u"\u0007"_s << false << QString();
    QTest::newRow("bidirectional") << u"\u0627\u0031"_s << false << QString();
    QTest::newRow("space not ASCII") << u"a\u00a0b"_s << true << u"a b"_s;
    QTest::newRow("decomposed") << u"cafe\u0301"_s << true << u"caf\u00e9"_s;
    QTest::newRow("zero") << QString(u"us\0er"_s) << false << QString();
    QTest::newRow("private use") << u"\ue000"_s << false << QString();
}

void TestAuthVectors::normalizesBySaslPrep()
{
    QFETCH(QString, text);
    const auto prepared = saslPrep(text);
    QTEST(prepared.has_value(), "isAllowed");
    QTEST(prepared.value_or(QString()), "prepared");
}

void TestAuthVectors::readsStrictText_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isHex");
    QTest::addColumn<bool>("isBase64");

    QTest::newRow("both") << u"00ff"_s << true << true;
    QTest::newRow("upper case") << u"0AFF"_s << true << true;
    QTest::newRow("no digit") << u"0g00"_s << false << true;
    QTest::newRow("too short") << u"00"_s << false << false;
    QTest::newRow("space") << u"0 0f"_s << false << false;
    QTest::newRow("padded") << u"AA=="_s << false << true;
    QTest::newRow("bits that are not in it") << u"AB=="_s << false << false;
    QTest::newRow("padding missing") << u"AAA"_s << false << false;
    QTest::newRow("of URLs") << u"a-_b"_s << false << false;
    QTest::newRow("not ASCII") << u"\u0660\u0661\u0662\u0663"_s << false << false;
}

void TestAuthVectors::readsStrictText()
{
    QFETCH(QString, text);
    QTEST(decodedHex(text, 2).has_value(), "isHex");
    QTEST(decodedBase64(text).has_value(), "isBase64");
}

void TestAuthVectors::readsOnlyTheRightTypes()
{
    const QVariantMap map{{u"text"_s, u"x"_s},     {u"octets"_s, "x"_ba},
                          {u"number"_s, 5},        {u"huge"_s, ~quint64(0)},
                          {u"yes"_s, true},        {u"real"_s, 5.0},
                          {u"null"_s, QVariant()}, {u"nullptr"_s, QVariant::fromValue(nullptr)}};
    std::optional<QString> text;
    QVERIFY(readText(map, u"absent"_s, text) && !text);
    QVERIFY(readText(map, u"null"_s, text) && !text);
    QVERIFY(readText(map, u"nullptr"_s, text) && !text);
    QVERIFY(!readText(map, u"octets"_s, text));
    QVERIFY(!readText(map, u"number"_s, text));
    QVERIFY(readText(map, u"text"_s, text) && text == u"x"_s);

    std::optional<qint64> number;
    QVERIFY(readInteger(map, u"null"_s, number) && !number);
    QVERIFY(!readInteger(map, u"yes"_s, number));
    QVERIFY(!readInteger(map, u"real"_s, number));
    QVERIFY(!readInteger(map, u"text"_s, number));
    QVERIFY(readInteger(map, u"number"_s, number) && number == 5);
    QVERIFY(readInteger(map, u"huge"_s, number) && number == std::numeric_limits<qint64>::max());
}

void TestAuthVectors::comparesWhole()
{
    QVERIFY(equalSecrets("abc", "abc"));
    QVERIFY(!equalSecrets("abc", "abd"));
    QVERIFY(!equalSecrets("xbc", "abc"));
    QVERIFY(!equalSecrets("abc", "ab"));
    QVERIFY(equalSecrets({}, {}));
}

void TestAuthVectors::computesTotp_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("password");

    // RFC 6238 appendix B, of eight digits the last six.
    QTest::newRow("1970") << qint64(59) << u"287082"_s;
    QTest::newRow("2005, begins with 0") << qint64(1111111109) << u"081804"_s;
    QTest::newRow("2005, a step later") << qint64(1111111111) << u"050471"_s;
    QTest::newRow("2009") << qint64(1234567890) << u"005924"_s;
    QTest::newRow("2033") << qint64(2000000000) << u"279037"_s;
    QTest::newRow("2603, more than 32 bits") << qint64(20000000000) << u"353130"_s;
}

void TestAuthVectors::computesTotp()
{
    QFETCH(qint64, seconds);
    QFETCH(QString, password);
    QCOMPARE(computeTotp(totpSecret, at(seconds)), password);
    QCOMPARE(computeTotp(totpSecret, at(seconds + 60), -2), password);
}

void TestAuthVectors::checksTotpOneStepAround()
{
    const auto password = computeTotp(totpSecret, at(1000020)).value_or(QString());
    QVERIFY(checkTotp(totpSecret, password, at(1000020)));
    QVERIFY(checkTotp(totpSecret, password, at(1000020 + 59)));
    QVERIFY(checkTotp(totpSecret, password, at(1000020 - 30)));
    QVERIFY(!checkTotp(totpSecret, password, at(1000020 + 60)));
    QVERIFY(!checkTotp(totpSecret, password, at(1000020 - 31)));
    QVERIFY(!checkTotp(totpSecret, QString(), at(1000020)));
}

void TestAuthVectors::refusesWhatIsNoTotpSecret()
{
    for (const QString &secret : {QString(), u"GEZD1"_s, u"gezd"_s, u"GE=D"_s, u"GEZ\u0661"_s, u"========"_s})
        QVERIFY2(!computeTotp(secret, at(59)), qPrintable(secret));
    QVERIFY(!computeTotp(totpSecret, at(-60)));
    // Padding may be there or not.
    QCOMPARE(computeTotp(u"GEZA===="_s, at(59)), computeTotp(u"GEZA"_s, at(59)));
}

void TestAuthVectors::generatesSecrets()
{
    const auto counting = [](qsizetype size) {
        QByteArray octets(size, Qt::Uninitialized);
        for (qsizetype i = 0; i < size; ++i)
            octets[i] = char(i);
        return octets;
    };
    QCOMPARE(generateTotpSecret(counting), u"AAAQEAYEAUDAOCAJ"_s);
    QCOMPARE(generateTotpSecret(counting, 6), u"AAAQEAYEAU======"_s);

    const QByteArray secret = generateWcs(Gantry::Testing::seededRandom(3), 4000);
    QCOMPARE(secret.size(), 4000);
    QCOMPARE(QSet<char>(secret.cbegin(), secret.cend()).size(), 62);
    QCOMPARE(generateWcs(Gantry::Testing::seededRandom(3)).size(), 14);
}

void TestAuthVectors::refusesArgonOutOfRange()
{
    const QByteArray salt(16, 's');
    QVERIFY(argon2id13("p", salt, 1, 8));
    QVERIFY(!argon2id13("p", salt.chopped(1), 1, 8));
    QVERIFY(!argon2id13("p", salt, 0, 8));
    QVERIFY(!argon2id13("p", salt, -1, 8));
    QVERIFY(!argon2id13("p", salt, qint64(1) << 33, 8));
    QVERIFY(!argon2id13("p", salt, 1, 7));
    QVERIFY(!argon2id13("p", salt, 1, std::numeric_limits<qint64>::max()));
}
