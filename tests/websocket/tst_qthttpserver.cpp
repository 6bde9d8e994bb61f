// SPDX-License-Identifier: MIT
// Qt's own server of HTTP and WebSockets on one port, when the module is there.
#include "support/rawpeer.h"
#include "support/servers.h"
#include "websocket/putback.h"

#include <QtHttpServer/QHttpServer>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkReply>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

//! What QHttpServer takes its connections from.
struct Gate : QTcpServer
{
    void take(QTcpSocket *socket)
    {
        addPendingConnection(socket);
        Q_EMIT newConnection();
    }
};

struct BothServers
{
    EchoServer webSockets;
    QHttpServer http;
    Gate *gate = new Gate; // the HTTP server's from bind() on

    BothServers()
    {
        gate->listen(QHostAddress(QHostAddress::LocalHost)); // or bind() complains
        http.bind(gate);
        http.route(u"/page"_s, [] { return u"a page"_s; });
        http.route(u"/echo"_s, [](const QHttpServerRequest &request) { return request.body(); });
        webSockets.setHttpHandler([](const HttpRequest &) { return ConnectDecision::release(); });
        webSockets.setSocketHandler([this](std::unique_ptr<QIODevice> device, const QByteArray &octets) {
            putBack(device.get(), octets);
            gate->take(qobject_cast<QTcpSocket *>(device.release()));
        });
    }
    QUrl page(const QString &path) const
    {
        return QUrl(u"http://127.0.0.1:%1%2"_s.arg(webSockets.port()).arg(path));
    }
};

} // namespace

class TestQtHttpServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pagesAndWebSocketsShareAPort();
    void bodiesOfAnySizeArrive();
};

void TestQtHttpServer::pagesAndWebSocketsShareAPort()
{
    const BothServers servers;
    QNetworkAccessManager browser;
    for (int i = 0; i < 3; ++i) { // the second and third use the first one's connection
        const std::unique_ptr<QNetworkReply> reply(browser.get(QNetworkRequest(servers.page(u"/page"_s))));
        QTRY_VERIFY(reply->isFinished());
        QCOMPARE(reply->readAll(), "a page");
    }
    Client client(servers.webSockets.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    client.protocol()->sendText(u"hello"_s);
    QTRY_COMPARE(client.log().entries().constLast(), u"message hello"_s);
}

void TestQtHttpServer::bodiesOfAnySizeArrive()
{
    const BothServers servers;
    QNetworkAccessManager browser;
    for (const int size : {0, 1, 5'000, 300'000}) {
        QNetworkRequest request(servers.page(u"/echo"_s));
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"text/plain"_s);
        request.setRawHeader("Connection", "close"); // each begins with us
        const QByteArray body(size, 'x');
        const std::unique_ptr<QNetworkReply> reply(browser.post(request, body));
        QTRY_VERIFY(reply->isFinished());
        QCOMPARE(reply->readAll().size(), size);
    }
}

QTEST_GUILESS_MAIN(TestQtHttpServer)
#include "tst_qthttpserver.moc"
