// SPDX-License-Identifier: MIT
#include "core/handshake/credentials.h"

#include "core/handshake/clienthandshake.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Qt::Literals::StringLiterals;

class tst_Credentials : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void basicIsRfc7617s();
    void bearerIsRfc6750s();
    void unfitOnesLetNoRequestOut_data();
    void unfitOnesLetNoRequestOut();
};

void tst_Credentials::basicIsRfc7617s()
{
    // Section 2, and section 2.1 with a character beyond ASCII.
    QCOMPARE(basicAuthorization(u"Aladdin"_s, u"open sesame"_s),
             (HeaderField{"Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}));
    QCOMPARE(basicAuthorization(u"test"_s, u"123\u00a3"_s).value, QByteArray("Basic dGVzdDoxMjPCow=="));
    QCOMPARE(basicAuthorization(u"me"_s, u"a:b"_s).value, QByteArray("Basic bWU6YTpi"));
    QCOMPARE(basicAuthorization({}, {}).value, QByteArray("Basic Og=="));
}

void tst_Credentials::bearerIsRfc6750s()
{
    QCOMPARE(bearerAuthorization("mF_9.B5f-4.1JqM"),
             (HeaderField{"Authorization", "Bearer mF_9.B5f-4.1JqM"}));
}

void tst_Credentials::unfitOnesLetNoRequestOut_data()
{
    QTest::addColumn<HeaderField>("field");
    const QString nul(1, QChar(0));
    QTest::newRow("user with a colon") << basicAuthorization(u"a:b"_s, u"c"_s);
    QTest::newRow("user with CR") << basicAuthorization(u"a\r"_s, u"c"_s);
    QTest::newRow("user with LF") << basicAuthorization(u"a\n"_s, u"c"_s);
    QTest::newRow("user with NUL") << basicAuthorization(nul, u"c"_s);
    QTest::newRow("password with CR LF") << basicAuthorization(u"a"_s, u"\r\nX-Evil: 1"_s);
    QTest::newRow("password with NUL") << basicAuthorization(u"a"_s, nul);
    QTest::newRow("no token") << bearerAuthorization({});
    QTest::newRow("token with CR LF") << bearerAuthorization("a\r\nX-Evil: 1");
    QTest::newRow("token with NUL") << bearerAuthorization(QByteArray(1, '\0'));
    QTest::newRow("token with a blank") << bearerAuthorization("a b");
    QTest::newRow("token beyond ASCII") << bearerAuthorization("\xc3\xa4");
}

void tst_Credentials::unfitOnesLetNoRequestOut()
{
    QFETCH(const HeaderField, field);
    QCOMPARE(field, HeaderField());
    QVERIFY(!complaintAbout(ClientRequest{.host = "localhost", .fields = {field}}).isEmpty());
}

QTEST_APPLESS_MAIN(tst_Credentials)
#include "tst_credentials.moc"
