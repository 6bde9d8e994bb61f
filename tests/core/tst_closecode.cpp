// SPDX-License-Identifier: MIT
#include "core/closecode.h"

#include "core/message/utf8validator.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_CloseCode : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void codesAPeerMaySend();
    void codesAnApplicationMaySend();
    void registeredCodesHaveNames();
    void shortReasonIsKept();
    void longReasonIsCutBetweenCodePoints_data();
    void longReasonIsCutBetweenCodePoints();
    void reasonThatIsNotUtf8IsCutAsWell();
};

namespace {

// Written down a second time, as the ranges of RFC 6455 section 7.4 and the registry.
bool isListed(int code)
{
    static const QList<int> onTheWire{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014};
    return onTheWire.contains(code) || (code >= 3000 && code < 5000);
}

} // namespace

void tst_CloseCode::codesAPeerMaySend()
{
    for (int code = 0; code <= 0xFFFF; ++code)
        QVERIFY2(isReceivableCloseCode(quint16(code)) == isListed(code),
                 QByteArray::number(code).constData());
}

void tst_CloseCode::codesAnApplicationMaySend()
{
    for (int code = 0; code <= 0xFFFF; ++code) {
        const bool expected = isListed(code) && code != 1002;
        QVERIFY2(isSendableCloseCode(quint16(code)) == expected, QByteArray::number(code).constData());
    }
}

void tst_CloseCode::registeredCodesHaveNames()
{
    for (int code = 0; code <= 0xFFFF; ++code) {
        const bool isNamed = code >= 1000 && code <= 1015 && code != 1004;
        QVERIFY2(closeCodeName(quint16(code)).isEmpty() != isNamed, QByteArray::number(code).constData());
    }
    QCOMPARE(closeCodeName(1000).toByteArray(), "Normal Closure");
    QCOMPARE(closeCodeName(1009).toByteArray(), "Message Too Big");
}

void tst_CloseCode::shortReasonIsKept()
{
    QCOMPARE(truncatedCloseReason({}), QByteArray());
    const QByteArray longest(MaxCloseReasonBytes, 'a');
    QCOMPARE(truncatedCloseReason(longest), longest);
    QCOMPARE(truncatedCloseReason(longest + 'b'), longest);
}

void tst_CloseCode::longReasonIsCutBetweenCodePoints_data()
{
    QTest::addColumn<QByteArray>("character");
    QTest::newRow("two octets") << QByteArray("\xc3\xa4");
    QTest::newRow("three octets") << QByteArray("\xe2\x82\xac");
    QTest::newRow("four octets") << QByteArray("\xf0\x9f\x9a\x8b");
}

void tst_CloseCode::longReasonIsCutBetweenCodePoints()
{
    QFETCH(QByteArray, character);
    for (int lead = 0; lead < 4; ++lead) {
        const QByteArray text = QByteArray(lead, 'a') + character.repeated(100);
        const QByteArray cut = truncatedCloseReason(text);
        QVERIFY(cut.size() <= MaxCloseReasonBytes);
        QVERIFY(cut.size() > MaxCloseReasonBytes - character.size());
        QVERIFY(text.startsWith(cut));
        QVERIFY(isValidUtf8(cut));
    }
}

void tst_CloseCode::reasonThatIsNotUtf8IsCutAsWell()
{
    const QByteArray cut = truncatedCloseReason(QByteArray(200, '\x80'));
    QVERIFY(cut.size() <= MaxCloseReasonBytes);
    QVERIFY(cut.size() >= MaxCloseReasonBytes - 3);
}

QTEST_APPLESS_MAIN(tst_CloseCode)
#include "tst_closecode.moc"
