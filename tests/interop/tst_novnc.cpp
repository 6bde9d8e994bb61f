// SPDX-License-Identifier: MIT
// noVNC in a real browser sees the screen of a real VNC server through gantry-relay.
#include "browser.h"
#include "echopeer.h"
#include "fileserver.h"
#include "foreignpeer.h"
#include "peerprocess.h"

#include <QtCore/QFileInfo>
#include <QtCore/QStandardPaths>
#include <QtCore/QUrlQuery>
#include <QtTest/QTest>

using namespace Gantry::Interop;
using namespace Qt::Literals::StringLiterals;

class TestNoVnc : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theScreenArrives_data();
    void theScreenArrives();

private:
    QString m_browser;
    QString m_vncServer;
};

namespace {

const QString NoVncFolder = u"/usr/share/novnc"_s;

} // namespace

void TestNoVnc::initTestCase()
{
    m_browser = findBrowser();
    m_vncServer = QStandardPaths::findExecutable(u"Xtigervnc"_s);
    if (m_browser.isEmpty())
        QSKIP("chromium is not installed");
    if (m_vncServer.isEmpty())
        QSKIP("tigervnc-standalone-server is not installed");
    if (!QFileInfo::exists(NoVncFolder + "/core/rfb.js"_L1))
        QSKIP("novnc is not installed");
}

void TestNoVnc::theScreenArrives_data()
{
    QTest::addColumn<QString>("subprotocol");
    QTest::addColumn<QStringList>("flags");
    QTest::newRow("no subprotocol, compressed") << QString() << QStringList();
    QTest::newRow("binary, plain") << u"binary"_s << QStringList{u"--no-deflate"_s};
}

void TestNoVnc::theScreenArrives()
{
    QFETCH(QString, subprotocol);
    QFETCH(QStringList, flags);
    const QTemporaryDir folder;
    const QString socket = folder.filePath(u"vnc.sock"_s);
    // A white screen of an odd size, on a display number of its own choice.
    PeerProcess vnc(m_vncServer,
                    {u"-displayfd"_s, u"1"_s, u"-geometry"_s, u"330x210"_s, u"-depth"_s, u"24"_s,
                     u"-SecurityTypes"_s, u"None"_s, u"-rfbunixpath"_s, socket, u"-rfbport"_s, u"-1"_s,
                     u"-desktop"_s, u"gantry's test"_s, u"-wr"_s, u"-noreset"_s});
    QTRY_VERIFY2_WITH_TIMEOUT(vnc.output().endsWith(u'\n') || !vnc.isRunning(), qPrintable(vnc.story()),
                              BrowserPatienceMs);
    QVERIFY2(QFileInfo::exists(socket), qPrintable(vnc.story()));

    PeerProcess relay(QStringLiteral(GANTRY_RELAY),
                      QStringList{u"--listen"_s, u"ws://127.0.0.1:0"_s, u"--target"_s, u"unix:"_s + socket}
                          + flags);
    EchoServerPeer reports({});
    const FileServer files(NoVncFolder, peerFile(u"novnc.html"_s));
    QUrl page = files.url();
    QUrlQuery query{{u"vnc"_s, relay.waitForUrl().toString()},
                    {u"report"_s, reports.url().toString()},
                    {u"width"_s, u"330"_s},
                    {u"height"_s, u"210"_s},
                    {u"name"_s, u"gantry's test"_s}};
    if (!subprotocol.isEmpty())
        query.addQueryItem(u"protocol"_s, subprotocol);
    page.setQuery(query);
    const QTemporaryDir profile;
    PeerProcess browser(m_browser, browserArguments(profile, page));
    QTRY_VERIFY2_WITH_TIMEOUT(!reports.reports().isEmpty() || !browser.isRunning(),
                              qPrintable(browser.story() + relay.story()), BrowserPatienceMs);
    QCOMPARE(reports.reports(), QStringList{u"passed"_s});
    relay.terminate();
    QVERIFY2(relay.waitForEnd() && relay.exitStatus() == 0, qPrintable(relay.story()));
    vnc.terminate();
    QVERIFY(vnc.waitForEnd());
}

QTEST_GUILESS_MAIN(TestNoVnc)
#include "tst_novnc.moc"
