// SPDX-License-Identifier: MIT
#include "core/handshake/extensions.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_Extensions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void extensionsAreParsed();
    void malformedExtensionsAreRefused_data();
    void malformedExtensionsAreRefused();
    void oddButLegalExtensionsAreParsed_data();
    void oddButLegalExtensionsAreParsed();
};

void tst_Extensions::extensionsAreParsed()
{
    const auto parsed = parseExtensions("a, b; x; y=1 ;z=\"q\\r\",\tc;x=2;x=2");
    QVERIFY(parsed);
    QCOMPARE(*parsed,
             (QList<Extension>{
                 {"a", {}},
                 {"b", {{"x", std::nullopt}, {"y", "1"}, {"z", "qr"}}},
                 {"c", {{"x", "2"}, {"x", "2"}}},
             }));
}

void tst_Extensions::malformedExtensionsAreRefused_data()
{
    QTest::addColumn<QByteArray>("value");

    const auto row = [](const char *name, QByteArray value) { QTest::newRow(name) << value; };
    row("9.1 at least one", "");
    row("blanks alone", " \t");
    row("commas alone", ",,");
    row("no name", "; a");
    row("no parameter", "a;");
    row("empty parameter in the middle", "a; ; b");
    row("no value", "a; b=");
    row("value without a name", "a; =b");
    row("name is no token", "a(b)");
    row("blank inside a name", "a b");
    row("blank inside a parameter", "a; b c");
    row("blank inside a value", "a; b=c d");
    row("parameter is no token", "a; b/c");
    row("value is no token", "a; b=c/d");
    row("second = sign", "a; b=c=d");
    row("unclosed quote", "a; b=\"c");
    row("unclosed quote behind an escape", "a; b=\"c\\\"");
    row("escape at the end", "a; b=\"c\\");
    row("text behind the quote", "a; b=\"c\"d");
    row("9.1 quoted value is no token", "a; b=\"c d\"");
    row("quoted value is empty", "a; b=\"\"");
    row("quoted name", "\"a\"");
    row("control character", "a\x01");
    row("NUL", QByteArray("a\0b", 3));
    row("not ASCII", "a\xc3\xa4");
    row("good one, then a bad one", "permessage-deflate, b;");
}

void tst_Extensions::malformedExtensionsAreRefused()
{
    QFETCH(QByteArray, value);
    QVERIFY(!parseExtensions(value));
}

void tst_Extensions::oddButLegalExtensionsAreParsed_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("count");

    const auto row = [](const char *name, QByteArray value, int count) {
        QTest::newRow(name) << value << count;
    };
    row("names that mean something elsewhere", "constructor, __proto__; toString", 2);
    row("empty list elements", ",a,,b,", 2);
    row("blanks around everything", "\t a\t;\tb =\t\"c\" ,\td ", 2);
    row("no blanks", "a;b=c,d;e", 2);
    row("token of odd characters", "!#$%&'*+-.^_`|~", 1);
}

void tst_Extensions::oddButLegalExtensionsAreParsed()
{
    QFETCH(QByteArray, value);
    QFETCH(int, count);
    const auto parsed = parseExtensions(value);
    QVERIFY(parsed);
    QCOMPARE(parsed->size(), count);
}

QTEST_APPLESS_MAIN(tst_Extensions)
#include "tst_extensions.moc"
