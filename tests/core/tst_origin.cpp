// SPDX-License-Identifier: MIT
#include "core/handshake/origin.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Qt::Literals::StringLiterals;

class tst_Origin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void missingOriginIsLetIn();
    void starLetsEverybodyIn();
    void nullNeedsItsOwnPattern();
    void aStarCoversNullUnlessToldOtherwise();
    void patternLetsIn_data();
    void patternLetsIn();
    void patternKeepsOut_data();
    void patternKeepsOut();
    void anyPatternOfTheListLetsIn();
    void manyStarsDoNotTakeLong();
    void patternsThatMatchNothingAreTold_data();
    void patternsThatMatchNothingAreTold();
};

namespace {

void row(const QByteArray &origin, const QString &pattern)
{
    QTest::addRow("%s by %s", origin.constData(), qPrintable(pattern)) << origin << pattern;
}

} // namespace

void tst_Origin::missingOriginIsLetIn()
{
    QVERIFY(isOriginAllowed({}, {}));
    QVERIFY(isOriginAllowed("", {u"http://a"_s}));
}

void tst_Origin::starLetsEverybodyIn()
{
    for (const QByteArray origin : {"http://a", "null", "file://", "chrome-extension://abc", "nonsense"})
        QVERIFY(isOriginAllowed(origin, {u"http://other"_s, u"*"_s}));
}

void tst_Origin::aStarCoversNullUnlessToldOtherwise()
{
    QVERIFY(isOriginAllowed("null", {u"*"_s}, true));
    QVERIFY(!isOriginAllowed("null", {u"*"_s}, false));
    QVERIFY(isOriginAllowed("null", {u"*"_s, u"null"_s}, false));
    QVERIFY(isOriginAllowed("http://a", {u"*"_s}, false));
    QVERIFY(isOriginAllowed({}, {u"*"_s}, false));
}

void tst_Origin::nullNeedsItsOwnPattern()
{
    QVERIFY(isOriginAllowed("null", {u"null"_s}));
    QVERIFY(!isOriginAllowed("null", {u"*://*"_s, u"*://*:*"_s, u"nul*"_s}));
    QVERIFY(!isOriginAllowed("null", {}));
    QVERIFY(!isOriginAllowed("http://null", {u"null"_s}));
}

void tst_Origin::patternLetsIn_data()
{
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QString>("pattern");

    row("http://example.com", u"http://example.com"_s);
    row("HTTP://Example.COM", u"http://example.com"_s);
    row("http://example.com", u"HTTP://EXAMPLE.com"_s);
    row("http://example.com:80", u"http://example.com"_s);
    row("http://example.com", u"http://example.com:80"_s);
    row("https://example.com", u"https://example.com:443"_s);
    row("https://example.com:443", u"*://example.com"_s);
    row("http://example.com", u"*://example.com"_s);
    row("https://example.com", u"http*://example.com"_s);
    row("http://example.com:8080", u"http://example.com:8080"_s);
    row("http://example.com:8080", u"http://example.com:*"_s);
    row("http://example.com", u"http://example.com:*"_s);
    row("http://example.com:8080", u"http://example.com:80*"_s);
    row("http://a.example.com", u"http://*.example.com"_s);
    row("http://a.b.example.com", u"http://*.example.com"_s);
    row("http://anything", u"http://*"_s);
    row("http://[::1]:8000", u"http://[::1]:8000"_s);
    row("http://[::1]", u"http://[::1]:80"_s);
    row("http://xn--bcher-kva.example", u"http://bücher.example"_s);
    row("http://www.xn--bcher-kva.example", u"http://*.bücher.example"_s);
    row("file://", u"file://"_s);
    row("chrome-extension://abc", u"chrome-extension://abc"_s);
}

void tst_Origin::patternLetsIn()
{
    QFETCH(QByteArray, origin);
    QFETCH(QString, pattern);
    QVERIFY(isOriginAllowed(origin, {pattern}));
}

void tst_Origin::patternKeepsOut_data()
{
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QString>("pattern");

    row("http://evil-example.com", u"http://example.com"_s);
    row("http://example.com.evil.com", u"http://example.com"_s);
    row("http://evil.com", u"http://example.com"_s);
    row("https://example.com", u"http://example.com"_s);
    row("http://example.com:81", u"http://example.com"_s);
    row("http://example.com:443", u"http://example.com"_s);
    row("http://example.com:8080", u"*://*"_s);
    row("http://example.com", u"http://*.example.com"_s);
    row("http://evilexample.com", u"http://*.example.com"_s);
    row("http://a.example.com.evil.com", u"http://*.example.com"_s);
    row("http://evil.com/.example.com", u"http://*.example.com"_s);
    row("http://evil.com?.example.com", u"http://*.example.com"_s);
    row("http://evil.com#.example.com", u"http://*.example.com"_s);
    row("http://evil.com\\.example.com", u"http://*.example.com"_s);
    row("http://evil.com@a.example.com", u"http://*.example.com"_s);
    row("http://user:pass@example.com", u"http://example.com"_s);
    row("http://evil.com:80.example.com", u"http://*.example.com"_s);
    row("http://evil.com http://a.example.com", u"http://*.example.com"_s);
    row("http://evil.com, http://a.example.com", u"http://*.example.com"_s);
    row("http://evil.com\t.example.com", u"http://*.example.com"_s);
    row("http://exampleXcom", u"http://example.com"_s);
    row("http://example.com/", u"http://example.com"_s);
    row("http://example.com.", u"http://example.com"_s);
    row("example.com", u"http://example.com"_s);
    row("//example.com", u"*://example.com"_s);
    row("://example.com", u"*://example.com"_s);
    row("http:example.com", u"http://example.com"_s);
    row("http://example.com", u"example.com"_s);
    row("http://example.com", u"*.com"_s);
    row("http://example.com", u"**"_s);
    row("http://example.com", QString());
    row("file://", u"http://*"_s);
    row("file:///home", u"file://*"_s);
    row("http://b\xc3\xbc"
        "cher.example",
        u"http://bücher.example"_s);
    row("http://xn--bcher-kvb.example", u"http://bücher.example"_s);
}

void tst_Origin::patternKeepsOut()
{
    QFETCH(QByteArray, origin);
    QFETCH(QString, pattern);
    QVERIFY(!isOriginAllowed(origin, {pattern}));
}

void tst_Origin::anyPatternOfTheListLetsIn()
{
    const QStringList patterns{u"http://a"_s, u"https://*.b"_s};
    QVERIFY(isOriginAllowed("http://a", patterns));
    QVERIFY(isOriginAllowed("https://x.b", patterns));
    QVERIFY(!isOriginAllowed("http://x.b", patterns));
    QVERIFY(!isOriginAllowed("http://a", {}));
}

void tst_Origin::manyStarsDoNotTakeLong()
{
    // A matcher that tries every way to share the text among the stars never returns.
    const QByteArray origin = "http://" + QByteArray(20'000, 'a');
    const QString pattern = u"http://"_s + u"*a"_s.repeated(20) + u"*b"_s;
    QVERIFY(!isOriginAllowed(origin, {pattern}));
}

void tst_Origin::patternsThatMatchNothingAreTold_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<bool>("isPattern");
    for (const char *pattern : {"*", "null", "http://a", "https://*.example.com", "*://*", "*://a:*",
                                "http://[::1]:80", "http://b\u00fccher.example"})
        QTest::newRow(pattern) << QString::fromUtf8(pattern) << true;
    for (const char *pattern : {"", "example.com", "*.example.com", "https://", "://a", "https://a/",
                                "https://me@a", "https://a,https://b", "https://a:port", "https://:80"})
        QTest::newRow(pattern) << QString::fromUtf8(pattern) << false;
}

void tst_Origin::patternsThatMatchNothingAreTold()
{
    QFETCH(QString, pattern);
    QFETCH(bool, isPattern);
    QCOMPARE(isOriginPattern(pattern), isPattern);
}

QTEST_APPLESS_MAIN(tst_Origin)
#include "tst_origin.moc"
