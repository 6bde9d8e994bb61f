// SPDX-License-Identifier: MIT
// A real browser against echo-server. The page holds the conversation and reports
// over a WebSocket of its own to this test, so that nothing has to be read from the
// browser's output.
#include "browser.h"
#include "echopeer.h"
#include "foreignpeer.h"
#include "peerprocess.h"
#include "testauthority.h"

#include <QtCore/QUrlQuery>
#include <QtTest/QTest>

using namespace Gantry::Interop;
using namespace Qt::Literals::StringLiterals;

class TestChromium : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void pageTalksToEchoServer_data();
    void pageTalksToEchoServer();
    void pageOfAnotherOriginIsRefused();

private:
    QString m_browser;
    TestAuthority m_authority;
};

namespace {

QUrl page(const QUrl &echo, const QUrl &report, bool isCompressed)
{
    QUrl url = QUrl::fromLocalFile(peerFile(u"browser.html"_s));
    QUrlQuery query;
    query.addQueryItem(u"echo"_s, echo.toString());
    query.addQueryItem(u"report"_s, report.toString());
    query.addQueryItem(u"deflate"_s, isCompressed ? u"yes"_s : u"no"_s);
    url.setQuery(query);
    return url;
}

} // namespace

void TestChromium::initTestCase()
{
    m_browser = findBrowser();
    if (m_browser.isEmpty())
        QSKIP("chromium is not installed");
}

void TestChromium::pageTalksToEchoServer_data()
{
    QTest::addColumn<QStringList>("flags");
    QTest::addColumn<bool>("isSecure");
    QTest::addColumn<bool>("isCompressed");
    QTest::newRow("ws, compressed") << QStringList() << false << true;
    QTest::newRow("ws, plain") << QStringList{u"--no-deflate"_s} << false << false;
    QTest::newRow("wss, compressed") << QStringList() << true << true;
    QTest::newRow("ws, text as QString") << QStringList{u"--deliver"_s, u"text"_s} << false << true;
}

void TestChromium::pageTalksToEchoServer()
{
    QFETCH(QStringList, flags);
    QFETCH(bool, isSecure);
    QFETCH(bool, isCompressed);
    flags << u"--subprotocol"_s << u"chat.v2"_s << u"--listen"_s
          << (isSecure ? u"wss://127.0.0.1:0"_s : u"ws://127.0.0.1:0"_s);
    if (isSecure) {
        if (!m_authority.error().isEmpty())
            QSKIP(qUtf8Printable(m_authority.error()));
        flags << u"--cert"_s << m_authority.certificateFile() << u"--key"_s << m_authority.keyFile();
    }
    PeerProcess server(QStringLiteral(GANTRY_ECHO_SERVER), flags);
    const QUrl url = server.waitForUrl();
    QVERIFY2(url.isValid(), qPrintable(server.story()));

    EchoServerPeer reports({});
    const QTemporaryDir profile;
    PeerProcess browser(m_browser, browserArguments(profile, page(url, reports.url(), isCompressed)));
    QTRY_VERIFY2_WITH_TIMEOUT(!reports.reports().isEmpty() || !browser.isRunning(),
                              qPrintable(browser.story()), BrowserPatienceMs);
    QCOMPARE(reports.reports(), QStringList{u"passed"_s});
    server.terminate();
    QVERIFY2(server.waitForEnd() && server.exitStatus() == 0, qPrintable(server.story()));
}

void TestChromium::pageOfAnotherOriginIsRefused()
{
    PeerProcess server(QStringLiteral(GANTRY_ECHO_SERVER),
                       {u"--listen"_s, u"ws://127.0.0.1:0"_s, u"--origin"_s, u"https://example.com"_s});
    const QUrl url = server.waitForUrl();
    EchoServerPeer reports({});
    const QTemporaryDir profile;
    PeerProcess browser(m_browser, browserArguments(profile, page(url, reports.url(), true)));
    QTRY_VERIFY2_WITH_TIMEOUT(!reports.reports().isEmpty() || !browser.isRunning(),
                              qPrintable(browser.story()), BrowserPatienceMs);
    QVERIFY2(reports.reports().value(0).contains(u"cannot connect"_s),
             qUtf8Printable(reports.reports().join(u' ')));
}

QTEST_GUILESS_MAIN(TestChromium)
#include "tst_chromium.moc"
