// SPDX-License-Identifier: MIT
// Whatever is deleted or ended inside whatever is called: nothing is touched after it
// is gone, and the other end always hears of it.
#include "wrapping/streampair.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestWrappingSlots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingMayEndAnywhere_data();
    void everythingMayEndAnywhere();
    void signalsMayDeleteToo_data();
    void signalsMayDeleteToo();
    void anEventLoopMaySpinInside();
    void survivesAFailureAtEachOperation();
};

namespace {

enum class Deed { DeleteStream, DeleteConnection, DeleteFactory, Lose, Abort };

} // namespace

void TestWrappingSlots::everythingMayEndAnywhere_data()
{
    QTest::addColumn<QString>("event");
    QTest::addColumn<int>("deed");
    QTest::addColumn<bool>("isServer");
    const std::pair<const char *, Deed> deeds[] = {{"delete stream", Deed::DeleteStream},
                                                   {"delete connection", Deed::DeleteConnection},
                                                   {"delete factory", Deed::DeleteFactory},
                                                   {"lose", Deed::Lose},
                                                   {"abort", Deed::Abort}};
    for (const QString &event : {u"made"_s, u"data"_s, u"lost"_s}) {
        for (const auto &[name, deed] : deeds) {
            for (const bool isServer : {true, false})
                QTest::addRow("%s in %s of %s", name, qPrintable(event), isServer ? "server" : "client")
                    << event << int(deed) << isServer;
        }
    }
}

void TestWrappingSlots::everythingMayEndAnywhere()
{
    QFETCH(QString, event);
    QFETCH(int, deed);
    QFETCH(bool, isServer);
    RecordingStreamFactory serverStreams;
    RecordingStreamFactory clientStreams;
    auto server =
        std::make_unique<WrappingWebSocketServerFactory>(&serverStreams, QUrl(u"ws://localhost/"_s));
    auto client =
        std::make_unique<WrappingWebSocketClientFactory>(&clientStreams, QUrl(u"ws://localhost/"_s));
    FactoryPair pair(server.get(), client.get());
    RecordingStreamFactory &here = isServer ? serverStreams : clientStreams;
    RecordingStreamFactory &there = isServer ? clientStreams : serverStreams;
    int deeds = 0;
    here.during = [&](const QString &now, RecordingStream *stream) {
        if (now == "made"_L1)
            stream->transport()->write("hello");
        if (now != event || deeds++ > 0)
            return;
        switch (Deed(deed)) {
        case Deed::DeleteStream:
            delete stream;
            break;
        case Deed::DeleteConnection:
            delete (isServer ? static_cast<QObject *>(pair.server) : pair.client);
            break;
        case Deed::DeleteFactory:
            isServer ? server.reset() : client.reset();
            break;
        case Deed::Lose:
            stream->transport()->loseConnection();
            break;
        case Deed::Abort:
            stream->transport()->abortConnection();
            break;
        }
    };
    there.during = [](const QString &now, RecordingStream *stream) {
        if (now != "lost"_L1)
            stream->transport()->write("and hello");
        if (now == "data"_L1)
            stream->transport()->loseConnection();
    };
    pair.start();
    QTRY_VERIFY(!pair.server && !pair.client);
    QTRY_VERIFY(!here.stream && !there.stream);
    QCOMPARE(deeds, 1);
    QVERIFY(!there.events.contains(u"made"_s) || there.events.contains(u"lost"_s));
}

void TestWrappingSlots::signalsMayDeleteToo_data()
{
    QTest::addColumn<QString>("signal");
    QTest::newRow("onOpen") << u"open"_s;
    QTest::newRow("onMessage") << u"message"_s;
    QTest::newRow("onClose") << u"close"_s;
}

void TestWrappingSlots::signalsMayDeleteToo()
{
    QFETCH(QString, signal);
    StreamPair streams;
    QObject context;
    connect(&streams.serverFactory, &WebSocketServerFactory::protocolCreated, &context,
            [&context, signal](WebSocketServerProtocol *protocol) {
                const auto end = [protocol] { delete protocol; };
                if (signal == "open"_L1)
                    connect(protocol, &WebSocketServerProtocol::onOpen, &context, end);
                else if (signal == "message"_L1)
                    connect(protocol, &WebSocketServerProtocol::onMessage, &context, end);
                else
                    connect(protocol, &WebSocketServerProtocol::onClose, &context, end);
            });
    streams.clientStreams.during = [](const QString &event, RecordingStream *stream) {
        if (event == "made"_L1) {
            stream->transport()->write("hello");
            stream->transport()->loseConnection();
        }
    };
    streams.pair.start();
    QTRY_VERIFY(!streams.pair.server && !streams.pair.client);
    QVERIFY(!streams.serverStreams.stream && !streams.clientStreams.stream);
}

//! What comes meanwhile waits, and keeps its order.
void TestWrappingSlots::anEventLoopMaySpinInside()
{
    StreamPair streams({.chunkSize = 10});
    bool isInside = false;
    bool wasReentered = false;
    streams.serverStreams.during = [&](const QString &event, RecordingStream *) {
        wasReentered = wasReentered || isInside;
        if (event != "data"_L1)
            return;
        isInside = true;
        QEventLoop loop;
        QTimer::singleShot(0, &loop, &QEventLoop::quit);
        loop.exec();
        isInside = false;
    };
    streams.pair.start();
    QTRY_VERIFY(streams.isUp());
    QByteArray sent;
    for (int i = 0; i < 50; ++i) {
        const QByteArray piece = QByteArray::number(i) + ' ';
        sent += piece;
        streams.clientStreams.stream->transport()->write(piece);
    }
    QTRY_COMPARE(streams.serverStreams.received, sent);
    QVERIFY(!wasReentered);
}

void TestWrappingSlots::survivesAFailureAtEachOperation()
{
    int failAt = 1;
    for (bool hasFailed = true; hasFailed && failAt < 500; ++failAt) {
        StreamPair streams({.chunkSize = 64, .failAt = failAt});
        streams.clientStreams.during = [](const QString &event, RecordingStream *stream) {
            if (event == "made"_L1) {
                stream->transport()->write(QByteArray(500, 'x'));
                stream->transport()->loseConnection();
            }
        };
        streams.pair.start();
        QTRY_VERIFY(streams.pair.isOver());
        hasFailed = streams.pair.operations() >= failAt;
        for (const RecordingStreamFactory *side : {&streams.clientStreams, &streams.serverStreams}) {
            QCOMPARE(side->events.count(u"made"_s), side->events.count(u"lost"_s));
            QVERIFY(!side->stream);
        }
        // Clean means complete.
        if (streams.serverStreams.lostReason.kind == ConnectionLostReason::Kind::Clean
            && streams.serverStreams.events.contains(u"lost"_s))
            QCOMPARE(streams.serverStreams.received.size(), 500);
    }
    QVERIFY(failAt > 10 && failAt < 500);
}

QTEST_GUILESS_MAIN(TestWrappingSlots)
#include "tst_wrappingslots.moc"
