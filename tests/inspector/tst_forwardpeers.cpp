// SPDX-License-Identifier: GPL-3.0-only
// Browsers, programs and servers that are not ours, through the program as a forward
// proxy over TLS: what passes, and what is recorded of it.
#include "inspector/programoutput.h"
#include "interop/browser.h"
#include "interop/peerprocess.h"
#include "interop/testauthority.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtCore/QUrlQuery>
#include <QtNetwork/QSslKey>
#include <QtTest/QTest>
#ifdef GANTRY_HAS_QTWEBSOCKETS
#include <QtTest/QSignalSpy>
#include <QtWebSockets/QWebSocket>
#endif

using namespace Gantry::Interop;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestForwardPeers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void aBrowserIsSeenComplete();
    void pythonIsSeenComplete_data();
    void pythonIsSeenComplete();
    void nodeIsSeenComplete_data();
    void nodeIsSeenComplete();
    void curlGetsWhatTheServerSent();
    void aTargetThatCannotBeTrustedIsTold();
    void aClientThatDoesNotTrustUsIsTold();
    void whoOffersOnlyHttp2PassesUnread();
    void aQtApplicationIsSeenThroughTheReverseProxy();

private:
    //! The program with a forward proxy.
    std::unique_ptr<PeerProcess> startProxy(const QStringList &more = {});
    QString authorityFile();
    QString folder(const QString &name) const { return m_folder->filePath(name); }
    QString recordFile() const { return folder(u"records"_s); }
    QList<QJsonObject> records() const { return objectsIn(contentsOf(recordFile())); }
    QStringList secureServer(const QString &role) const
    {
        return {m_peer, role, m_authority.certificateFile(), m_authority.keyFile()};
    }

    const QString m_inspector = QStringLiteral(GANTRY_INSPECTOR);
    const QString m_python = u"/usr/bin/python3"_s;
    const QString m_peer = QStringLiteral(GANTRY_INSPECTOR_PEER);
    TestAuthority m_authority; // of the servers
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestForwardPeers::initTestCase()
{
    if (!m_authority.error().isEmpty())
        QSKIP(qPrintable(m_authority.error()));
}

void TestForwardPeers::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    if (authorityFile().isEmpty())
        QSKIP("gantry-inspector was built without OpenSSL");
}

QString TestForwardPeers::authorityFile()
{
    PeerProcess program(m_inspector, {u"--print-ca"_s, u"--ca-dir"_s, folder(u"ca"_s)}, withoutDisplay());
    return program.waitForEnd() && program.exitStatus() == 0 ? program.output().trimmed() : QString();
}

std::unique_ptr<PeerProcess> TestForwardPeers::startProxy(const QStringList &more)
{
    return std::make_unique<PeerProcess>(m_inspector,
                                         QStringList{u"--headless"_s, u"--forward-proxy"_s,
                                                     u"http://127.0.0.1:0"_s, u"--ca-dir"_s, folder(u"ca"_s),
                                                     u"--jsonl"_s, recordFile()}
                                             + more,
                                         withoutDisplay());
}

void TestForwardPeers::aBrowserIsSeenComplete()
{
#ifndef GANTRY_ECHO_SERVER
    QSKIP("needs the examples");
#else
    const QString browser = findBrowser();
    if (browser.isEmpty())
        QSKIP("chromium is not installed");
    PeerProcess server(QStringLiteral(GANTRY_ECHO_SERVER),
                       {u"--listen"_s, u"wss://127.0.0.1:0"_s, u"--subprotocol"_s, u"chat.v2"_s, u"--cert"_s,
                        m_authority.certificateFile(), u"--key"_s, m_authority.keyFile()});
    const QUrl target = server.waitForUrl();
    QVERIFY2(target.isValid(), qPrintable(server.story()));
    const auto proxy = startProxy({u"--ca"_s, m_authority.authorityFile()});
    const QUrl url = proxy->waitForUrl();
    QVERIFY2(url.isValid(), qPrintable(proxy->story()));

    // Nothing but our authority's key makes it accept what it sees.
    const QByteArray key = QSslCertificate::fromPath(authorityFile()).value(0).publicKey().toDer();
    const QByteArray hash = QCryptographicHash::hash(key, QCryptographicHash::Sha256).toBase64();
    QUrl page = QUrl::fromLocalFile(QStringLiteral(GANTRY_BROWSER_PAGE));
    QUrlQuery query;
    query.addQueryItem(u"echo"_s, target.toString());
    query.addQueryItem(u"report"_s, target.toString());
    query.addQueryItem(u"deflate"_s, u"yes"_s);
    page.setQuery(query);
    const QTemporaryDir profile;
    QStringList arguments = browserArguments(profile, page);
    arguments.removeAll(u"--ignore-certificate-errors"_s);
    arguments.prepend(u"--ignore-certificate-errors-spki-list="_s + QString::fromLatin1(hash));
    arguments.prepend(u"--proxy-server="_s + url.toString());
    arguments.prepend(u"--proxy-bypass-list=<-loopback>"_s);
    PeerProcess chromium(browser, arguments);
    QTRY_VERIFY2_WITH_TIMEOUT(contentsOf(recordFile()).contains("\"report ") || !chromium.isRunning(),
                              qPrintable(chromium.story() + proxy->story()), BrowserPatienceMs);
    proxy->terminate();
    QVERIFY2(proxy->waitForEnd() && proxy->exitStatus() == 0, qPrintable(proxy->story()));

    const QList<QJsonObject> all = records();
    QVERIFY2(contentsOf(recordFile()).contains("\"report passed\""),
             contentsOf(recordFile()).right(2000).constData());
    QVERIFY(all.first()["url"_L1].toString().startsWith("wss://127.0.0.1:"_L1));
    QVERIFY(all.first()["extensions"_L1].toString().contains(u"permessage-deflate"_s));
    const int conversation = all.first()["conn"_L1].toInt();
    for (const QString &direction : {u"send"_s, u"recv"_s}) {
        QStringList texts;
        int messages = 0;
        for (const QJsonObject &frame : framesOf(all, direction)) {
            QVERIFY2(!frame.contains("note"_L1), qPrintable(frame["note"_L1].toString()));
            if (frame["conn"_L1].toInt() != conversation || frame["op"_L1].toInt() > 2)
                continue;
            messages += frame["op"_L1].toInt() > 0 ? 1 : 0;
            const QString text = frame["data"_L1].toString();
            if (text.startsWith("message "_L1))
                texts.append(text.section(u' ', 1, 1));
        }
        QCOMPARE(messages, 7 * 2 + 300); // what the page sends, and each once
        QCOMPARE(texts.size(), 300);
        for (int i = 0; i < 300; ++i)
            QCOMPARE(texts[i], QString::number(i));
    }
    const auto isEnd = [&](const QJsonObject &record) {
        return record["event"_L1].toString() == "close"_L1 && record["conn"_L1].toInt() == conversation;
    };
    const auto end = std::find_if(all.begin(), all.end(), isEnd);
    QVERIFY(end != all.end());
    QCOMPARE((*end)["code"_L1].toInt(), 4001);
    QCOMPARE((*end)["wasClean"_L1].toBool(), true);
#endif
}

void TestForwardPeers::pythonIsSeenComplete_data()
{
    QTest::addColumn<bool>("isSecure");
    QTest::newRow("ws") << false;
    QTest::newRow("wss") << true;
}

void TestForwardPeers::pythonIsSeenComplete()
{
    QFETCH(bool, isSecure);
    if (QProcess::execute(m_python, {u"-c"_s, u"import websockets"_s}) != 0)
        QSKIP("needs /usr/bin/python3 with websockets (Debian: python3-websockets)");
    PeerProcess server(m_python, isSecure ? secureServer(u"server"_s) : QStringList{m_peer, u"server"_s});
    const QUrl target = server.waitForUrl();
    QVERIFY2(target.isValid(), qPrintable(server.story()));
    const auto proxy = startProxy({u"--ca"_s, m_authority.authorityFile()});
    const QUrl url = proxy->waitForUrl();
    PeerProcess client(m_python,
                       {m_peer, u"client"_s, target.toString() + u"/chat?room=1"_s,
                        isSecure ? authorityFile() : QString(), QString::number(url.port())});
    QVERIFY2(client.waitForEnd() && client.exitStatus() == 0, qPrintable(client.story() + proxy->story()));
    QTRY_VERIFY(contentsOf(recordFile()).contains("\"event\":\"close\""));
    const QList<QJsonObject> all = records();
    QCOMPARE(all.first()["url"_L1].toString(), target.toString() + u"/chat?room=1"_s);
    const QList<QJsonObject> sent = framesOf(all, u"send"_s);
    QCOMPARE(sent[0]["data"_L1].toString(), u"hello, äöü 👋 "_s.repeated(20));
    QCOMPARE(sent[3]["data"_L1].toString(), u"second half"_s);
    QCOMPARE(framesOf(all, u"recv"_s)[2]["data"_L1].toString(), u"first half, second half"_s);
    QCOMPARE(all.last()["code"_L1].toInt(), 4000);
}

void TestForwardPeers::nodeIsSeenComplete_data()
{
    pythonIsSeenComplete_data();
}

void TestForwardPeers::nodeIsSeenComplete()
{
    QFETCH(bool, isSecure);
    const QString node = QStandardPaths::findExecutable(u"node"_s);
    if (node.isEmpty() || !QFile::exists(QStringLiteral(GANTRY_NODE_MODULES "/ws/package.json")))
        QSKIP("needs node and npm's ws in " GANTRY_NODE_MODULES);
    if (QProcess::execute(m_python, {u"-c"_s, u"import websockets"_s}) != 0)
        QSKIP("needs /usr/bin/python3 with websockets (Debian: python3-websockets)");
    PeerProcess server(m_python, isSecure ? secureServer(u"server"_s) : QStringList{m_peer, u"server"_s});
    const QUrl target = server.waitForUrl();
    const auto proxy = startProxy({u"--ca"_s, m_authority.authorityFile()});
    const QUrl url = proxy->waitForUrl();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"NODE_PATH"_s, QStringLiteral(GANTRY_NODE_MODULES));
    PeerProcess client(node,
                       {QStringLiteral(GANTRY_FORWARD_PEER), target.toString(), QString::number(url.port()),
                        authorityFile()},
                       environment);
    QVERIFY2(client.waitForEnd() && client.exitStatus() == 0, qPrintable(client.story() + proxy->story()));
    QTRY_VERIFY(contentsOf(recordFile()).contains("\"event\":\"close\""));
    const QList<QJsonObject> all = records();
    QCOMPARE(framesOf(all, u"recv"_s)[0]["data"_L1].toString(), u"hello, äöü"_s);
    QCOMPARE(framesOf(all, u"send"_s)[2]["len"_L1].toInt(), 100'000);
    QCOMPARE(all.last()["code"_L1].toInt(), 4002);
}

void TestForwardPeers::curlGetsWhatTheServerSent()
{
    const QString curl = QStandardPaths::findExecutable(u"curl"_s);
    if (curl.isEmpty())
        QSKIP("curl is not installed");
    PeerProcess server(m_python, secureServer(u"web"_s));
    const QString target = server.waitForUrl().toString();
    const auto proxy = startProxy({u"--ca"_s, m_authority.authorityFile()});
    const QString url = proxy->waitForUrl().toString();
    // Three requests on one connection, HTTP/1.1 though it offers HTTP/2.
    PeerProcess client(curl,
                       {u"--silent"_s,
                        u"--show-error"_s,
                        u"--http2"_s,
                        u"--proxy"_s,
                        url,
                        u"--noproxy"_s,
                        u""_s,
                        u"--cacert"_s,
                        authorityFile(),
                        u"--write-out"_s,
                        u"%{http_code} %{http_version} %{num_connects}\n"_s,
                        u"-o"_s,
                        folder(u"1"_s),
                        u"-o"_s,
                        folder(u"2"_s),
                        u"-o"_s,
                        folder(u"3"_s),
                        target + u"/10"_s,
                        target + u"/1000000"_s,
                        target + u"/0"_s});
    QVERIFY2(client.waitForEnd() && client.exitStatus() == 0, qPrintable(client.story() + proxy->story()));
    QCOMPARE(client.output(), u"200 1.1 1\n200 1.1 0\n200 1.1 0\n"_s);
    QByteArray expected(1'000'000, Qt::Uninitialized);
    for (qsizetype i = 0; i < expected.size(); ++i)
        expected[i] = char(i * 7);
    QCOMPARE(contentsOf(folder(u"1"_s)), expected.first(10));
    QVERIFY(contentsOf(folder(u"2"_s)) == expected);
    QVERIFY2(records().isEmpty(), contentsOf(recordFile()).constData());
}

void TestForwardPeers::aTargetThatCannotBeTrustedIsTold()
{
    const QString curl = QStandardPaths::findExecutable(u"curl"_s);
    if (curl.isEmpty())
        QSKIP("curl is not installed");
    PeerProcess server(m_python, secureServer(u"web"_s));
    const QString target = server.waitForUrl().toString();
    const auto proxy = startProxy(); // without the server's authority
    const QString url = proxy->waitForUrl().toString();
    const QStringList arguments{
        u"--silent"_s,   u"--show-error"_s, u"--proxy"_s,     url, u"--noproxy"_s, u""_s, u"--cacert"_s,
        authorityFile(), u"--write-out"_s,  u"%{http_code}"_s};
    PeerProcess client(curl, arguments + QStringList{target + u"/10"_s});
    QVERIFY2(client.waitForEnd() && client.exitStatus() == 0, qPrintable(client.story() + proxy->story()));
    QVERIFY2(client.output().contains(u"TLS to localhost failed"_s), qPrintable(client.story()));
    QVERIFY2(client.output().endsWith(u"502"_s), qPrintable(client.story()));
    QTRY_VERIFY2(proxy->errors().contains(u"TLS to localhost failed"_s), qPrintable(proxy->story()));

    // An upgrade is shown with that answer and the reason.
    PeerProcess upgrade(curl,
                        arguments
                            + QStringList{u"--max-time"_s, u"20"_s, u"-H"_s, u"Upgrade: websocket"_s, u"-H"_s,
                                          u"Connection: Upgrade"_s, target + u"/10"_s});
    QVERIFY(upgrade.waitForEnd());
    QTRY_COMPARE(records().size() >= 2, true);
    QCOMPARE(records().first()["status"_L1].toInt(), 502);
    QVERIFY(records().last()["reason"_L1].toString().contains("TLS to localhost failed"_L1));
    const auto insecure = startProxy({u"--insecure"_s});
    PeerProcess again(curl,
                      {u"--silent"_s, u"--proxy"_s, insecure->waitForUrl().toString(), u"--noproxy"_s, u""_s,
                       u"--cacert"_s, authorityFile(), u"--write-out"_s, u"%{http_code}"_s, u"-o"_s,
                       folder(u"1"_s), target + u"/10"_s});
    QVERIFY2(again.waitForEnd() && again.output() == u"200"_s, qPrintable(again.story()));
}

void TestForwardPeers::aClientThatDoesNotTrustUsIsTold()
{
    const QString curl = QStandardPaths::findExecutable(u"curl"_s);
    if (curl.isEmpty())
        QSKIP("curl is not installed");
    PeerProcess server(m_python, secureServer(u"web"_s));
    const QString target = server.waitForUrl().toString();
    const auto proxy = startProxy({u"--ca"_s, m_authority.authorityFile()});
    PeerProcess client(curl,
                       {u"--silent"_s, u"--proxy"_s, proxy->waitForUrl().toString(), u"--noproxy"_s, u""_s,
                        u"--cacert"_s, m_authority.authorityFile(), target + u"/10"_s});
    QVERIFY2(client.waitForEnd() && client.exitStatus() == 60, qPrintable(client.story()));
    QTRY_VERIFY2(proxy->errors().contains(u"A client refuses TLS for localhost"_s),
                 qPrintable(proxy->story()));
}

void TestForwardPeers::whoOffersOnlyHttp2PassesUnread()
{
    PeerProcess server(m_python, secureServer(u"web"_s));
    const QUrl target = server.waitForUrl();
    const auto proxy = startProxy();
    // It sees the server itself, so it needs the server's authority and not ours.
    PeerProcess client(m_python,
                       {m_peer, u"h2"_s, QString::number(target.port()),
                        QString::number(proxy->waitForUrl().port()), m_authority.authorityFile()});
    QVERIFY2(client.waitForEnd() && client.exitStatus() == 0, qPrintable(client.story() + proxy->story()));
    QTRY_VERIFY2(proxy->errors().contains(u"the client offers only h2"_s), qPrintable(proxy->story()));
}

void TestForwardPeers::aQtApplicationIsSeenThroughTheReverseProxy()
{
#if !defined(GANTRY_HAS_QTWEBSOCKETS) || !defined(GANTRY_ECHO_SERVER)
    QSKIP("needs QtWebSockets and the examples");
#else
    PeerProcess server(QStringLiteral(GANTRY_ECHO_SERVER),
                       {u"--listen"_s, u"wss://127.0.0.1:0"_s, u"--cert"_s, m_authority.certificateFile(),
                        u"--key"_s, m_authority.keyFile()});
    const QUrl target = server.waitForUrl();
    // wss without --cert: our authority exists, and speaks for the listener.
    PeerProcess proxy(m_inspector,
                      {u"--headless"_s, u"--proxy"_s, u"wss://localhost:0="_s + target.toString(),
                       u"--ca-dir"_s, folder(u"ca"_s), u"--ca"_s, m_authority.authorityFile(), u"--jsonl"_s,
                       recordFile()},
                      withoutDisplay());
    const QUrl url = proxy.waitForUrl();
    QVERIFY2(url.isValid(), qPrintable(proxy.story()));
    QWebSocket socket;
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setCaCertificates(QSslCertificate::fromPath(authorityFile()));
    socket.setSslConfiguration(tls);
    QSignalSpy connected(&socket, &QWebSocket::connected);
    QSignalSpy echoes(&socket, &QWebSocket::textMessageReceived);
    socket.open(url);
    QVERIFY2(connected.wait(30'000), qPrintable(socket.errorString() + proxy.story()));
    for (int i = 0; i < 100; ++i)
        socket.sendTextMessage(u"message %1"_s.arg(i));
    QTRY_COMPARE_WITH_TIMEOUT(echoes.size(), 100, 30'000);
    socket.close(QWebSocketProtocol::CloseCodeGoingAway);
    QTRY_VERIFY(contentsOf(recordFile()).contains("\"event\":\"close\""));
    for (const QString &direction : {u"send"_s, u"recv"_s}) {
        const QList<QJsonObject> frames = framesOf(records(), direction);
        // QWebSocket leaves without waiting for the answer to its close frame.
        QVERIFY2(frames.size() >= 100, qPrintable(QString::number(frames.size())));
        for (int i = 0; i < 100; ++i)
            QCOMPARE(frames[i]["data"_L1].toString(), u"message %1"_s.arg(i));
    }
#endif
}

QTEST_GUILESS_MAIN(TestForwardPeers)
#include "tst_forwardpeers.moc"
