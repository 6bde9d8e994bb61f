// SPDX-License-Identifier: GPL-3.0-only
// The way of a frame from a socket to a cell: a conversation through a proxy, and
// what the window's table shows of it.
#include "capture/proxysource.h"
#include "inspector/rawsocket.h"
#include "models/framemodel.h"
#include "ui/mainwindow.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestGuiProxy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsAConversation();
};

namespace {

QString cell(const FrameModel *model, int row, FrameColumn column)
{
    return model->index(row, int(column)).data().toString();
}

const QByteArray Request = "GET /chat HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\n"
                           "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                           "Sec-WebSocket-Version: 13\r\n\r\n";
const QByteArray Answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                          "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";

} // namespace

void TestGuiProxy::showsAConversation()
{
    RawListener target;
    MainWindow window({});
    const QAbstractItemModelTester tester(window.frameModel());
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));

    const auto route = makeProxyRoute(u"ws://127.0.0.1:0"_s, target.url());
    auto source = std::make_unique<ProxySource>(std::get<ProxyRoute>(route), ProxyTlsFiles{},
                                                RecordQueue::WhenFull::Drop);
    QSignalSpy started(source.get(), &Source::started);
    window.addSource(std::move(source));
    QVERIFY(started.wait());
    const QUrl url(started.first().first().toString());

    RawSocket client = RawSocket::connectedTo(quint16(url.port()));
    RawSocket server = target.accept();
    QVERIFY(client.send(Request));
    server.receiveUntil("\r\n\r\n");
    QVERIFY(server.send(Answer));
    client.receiveUntil("\r\n\r\n");
    // RFC 6455 section 5.7 and RFC 7692 section 7.2.3.1: "Hello", masked; "Hello",
    // compressed; a frame with a reserved bit; goodbye.
    QVERIFY(client.send(QByteArray::fromHex("818537fa213d7f9f4d5158")));
    QVERIFY(server.send(QByteArray::fromHex("c107f248cdc9c90700")));
    QVERIFY(server.send(QByteArray::fromHex("a1026869")));
    QVERIFY(client.send(QByteArray::fromHex("888200000000") + QByteArray::fromHex("03e8")));
    server.receive(11 + 8);
    QVERIFY(server.send(QByteArray::fromHex("880203e8")));
    server.endSending();
    client.receiveAll();
    client.close();

    const FrameModel *model = window.frameModel();
    QTRY_COMPARE(model->rowCount(), 7);
    QVERIFY(cell(model, 0, FrameColumn::Preview).contains(u"ws://example.org/chat"_s));

    int row = 1;
    QCOMPARE(cell(model, row, FrameColumn::Type), u"text"_s);
    QVERIFY(cell(model, row, FrameColumn::Direction).contains(u"sent"_s));
    QCOMPARE(cell(model, row, FrameColumn::Size), u"5"_s);
    QCOMPARE(cell(model, row, FrameColumn::Preview), u"Hello"_s);

    const QModelIndexList compressed =
        model->match(model->index(2, int(FrameColumn::Preview)), Qt::DisplayRole, u"Hello"_s, 1);
    QCOMPARE(compressed.size(), 1);
    row = compressed.first().row();
    QVERIFY(cell(model, row, FrameColumn::Direction).contains(u"received"_s));
    QCOMPARE(cell(model, row, FrameColumn::WireSize), u"7"_s);
    QCOMPARE(cell(model, row, FrameColumn::Size), u"5"_s);

    int malformed = 0;
    for (int i = 0; i < model->rowCount(); ++i)
        malformed += model->index(i, 0).data(FrameModel::MalformedRole).toBool();
    QCOMPARE(malformed, 1);
    QCOMPARE(model->index(6, 0).data(FrameModel::KindRole).toInt(), int(Tap::RecordKind::Close));
}

QTEST_MAIN(TestGuiProxy)
#include "tst_guiproxy.moc"
