// SPDX-License-Identifier: MIT
// A connection as a QIODevice, of both roles, over transports in memory.
#include "wrapping/devicepair.h"

#include <QtCore/QDataStream>
#include <QtCore/QMap>
#include <QtCore/QTextStream>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestWebSocketDevice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void carriesOctetsBothWays_data();
    void carriesOctetsBothWays();
    void dataStreamTransactionsFindWholeItems_data();
    void dataStreamTransactionsFindWholeItems();
    void textStreamReadsLines();
    void oneTurnsWritesAreOneMessage();
    void aTextMessageHoldsWholeCharacters();
    void textThatIsNoneEndsTheConnection();
    void whatIsWrittenBeforeTheOpeningWaits();
    void countsWhatIsToBeWritten();
    void tellsOncePerBatchAndNotRecursively();
    void readsLinesAcrossMessages();
    void messagesInPartsAreReadAsTheyCome();
    void readBufferBoundsWhatComes();
    void aTransactionLargerThanTheBufferCompletes();
    void openModeIsKept();
};

void TestWebSocketDevice::carriesOctetsBothWays_data()
{
    QTest::addColumn<int>("chunkSize");
    for (const int size : {0, 1, 3, 1000})
        QTest::addRow("pieces of %d", size) << size;
}

void TestWebSocketDevice::carriesOctetsBothWays()
{
    QFETCH(int, chunkSize);
    DevicePair pair({.chunkSize = chunkSize});
    QVERIFY(pair.here->isSequential() && pair.here->isOpen());
    const QByteArray data = QByteArray("octets\0\xff\n", 9).repeated(1000);
    QCOMPARE(pair.here->write(data), data.size());
    QCOMPARE(pair.there->write("answer"), 6);
    QTRY_COMPARE(pair.there->bytesAvailable(), data.size());
    QTRY_COMPARE(pair.here->bytesAvailable(), 6);
    QVERIFY(!pair.there->atEnd());
    QCOMPARE(pair.there->peek(6), "octets");
    QCOMPARE(pair.there->read(2), "oc");
    QCOMPARE(pair.there->bytesAvailable(), data.size() - 2);
    QCOMPARE(pair.there->readAll(), data.sliced(2));
    QVERIFY(pair.there->atEnd());
    QCOMPARE(pair.there->bytesAvailable(), 0);
    char octet;
    QCOMPARE(pair.there->read(&octet, 1), 0);
    QCOMPARE(pair.here->readAll(), "answer");
}

void TestWebSocketDevice::dataStreamTransactionsFindWholeItems_data()
{
    carriesOctetsBothWays_data();
}

void TestWebSocketDevice::dataStreamTransactionsFindWholeItems()
{
    QFETCH(int, chunkSize);
    DevicePair pair({.chunkSize = chunkSize});
    QList<QMap<QString, int>> items;
    QDataStream in(pair.there.get());
    connect(pair.there.get(), &QIODevice::readyRead, this, [&] {
        for (;;) {
            QMap<QString, int> item;
            in.startTransaction();
            in >> item;
            if (!in.commitTransaction())
                break;
            items.append(item);
        }
    });
    QDataStream out(pair.here.get());
    QList<QMap<QString, int>> sent;
    for (int i = 0; i < 50; ++i) {
        sent.append({{u"number"_s, i}, {u"square"_s, i * i}, {QString(i * 7, u'x'), -i}});
        out << sent.constLast();
        if (i % 7 == 0)
            pair.here->flush(); // a message that ends inside an item, now and then
    }
    QCOMPARE(out.status(), QDataStream::Ok);
    QTRY_COMPARE(items.size(), sent.size());
    QCOMPARE(items, sent);
}

void TestWebSocketDevice::textStreamReadsLines()
{
    DevicePair pair({.chunkSize = 5});
    pair.here->setMessageType(WebSocketDevice::MessageType::Text);
    QTextStream out(pair.here.get());
    out << u"grün\n"_s << 42 << Qt::endl << u"ohne Ende"_s << Qt::flush;
    QTRY_COMPARE(pair.there->bytesAvailable(), 6 + 3 + 9);
    QCOMPARE(pair.serverLog.count(u"message "), 1);
    QTextStream in(pair.there.get());
    QCOMPARE(in.readLine(), u"grün"_s);
    QCOMPARE(in.readLine(), u"42"_s);
    QCOMPARE(in.readLine(), u"ohne Ende"_s);
    QVERIFY(in.atEnd());
}

void TestWebSocketDevice::oneTurnsWritesAreOneMessage()
{
    DevicePair pair;
    for (int i = 0; i < 100; ++i)
        pair.here->write("ab");
    QTRY_COMPARE(pair.there->bytesAvailable(), 200);
    QCOMPARE(pair.serverLog.count(u"message "), 1);
    pair.here->write("c");
    QVERIFY(pair.here->flush());
    QVERIFY(!pair.here->flush());
    pair.here->write("d");
    QTRY_COMPARE(pair.there->bytesAvailable(), 202);
    QCOMPARE(pair.serverLog.count(u"message "), 3);
    pair.here->write(QByteArray(200'000, 'e'));
    QTRY_COMPARE(pair.there->bytesAvailable(), 200'202);
    QVERIFY(pair.serverLog.count(u"message ") > 5);
}

void TestWebSocketDevice::aTextMessageHoldsWholeCharacters()
{
    DevicePair pair;
    pair.here->setMessageType(WebSocketDevice::MessageType::Text);
    QByteArrayList messages;
    QList<bool> types;
    connect(pair.server, &WebSocketAdapterProtocol::onMessage, this, [&](const QByteArray &payload, bool b) {
        messages.append(payload);
        types.append(b);
    });
    const QByteArray text = u"aä€😀"_s.toUtf8();
    for (const char octet : text) {
        pair.here->write(&octet, 1);
        pair.here->flush();
    }
    QTRY_COMPARE(messages.join(), text);
    QCOMPARE(messages, (QByteArrayList{"a", "ä", "€", "😀"}));
    QVERIFY(!types.contains(true));
    // And where a message is full in the middle of one.
    messages.clear();
    const QByteArray longText = "a" + QByteArray("€").repeated(50'000);
    pair.here->write(longText);
    QTRY_COMPARE(messages.join(), longText);
    QVERIFY(messages.size() > 1);
}

void TestWebSocketDevice::textThatIsNoneEndsTheConnection()
{
    DevicePair pair;
    pair.here->setMessageType(WebSocketDevice::MessageType::Text);
    QSignalSpy errors(pair.here.get(), &WebSocketDevice::errorOccurred);
    pair.here->write("good");
    pair.here->flush();
    pair.here->write("\xff\xfe bad");
    QTRY_COMPARE(errors.size(), 1);
    QVERIFY(pair.here->errorString().contains(u"UTF-8"_s));
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(pair.there->readAll(), "good");
    QVERIFY(!pair.there->errorString().isEmpty());
    QCOMPARE(pair.here->write("more"), -1);
}

void TestWebSocketDevice::whatIsWrittenBeforeTheOpeningWaits()
{
    MemoryPair pair;
    connect(&pair.clientFactory, &WebSocketClientFactory::protocolCreated, this,
            [](WebSocketClientProtocol *protocol) {
                auto *device = new WebSocketDevice(protocol, QIODevice::ReadWrite, protocol);
                QCOMPARE(device->write("early"), 5);
                QVERIFY(!device->flush());
                QCOMPARE(device->bytesToWrite(), 5);
            });
    pair.start();
    QTRY_COMPARE(pair.serverLog.entries().constLast(), u"message early"_s);
}

void TestWebSocketDevice::countsWhatIsToBeWritten()
{
    DevicePair pair({.chunkSize = 1000});
    connect(pair.server, &WebSocketAdapterProtocol::onMessage, this, [&] {
        if (pair.serverLog.count(u"message ") == 2)
            pair.server->setReadingPaused(true);
    });
    qint64 written = 0;
    connect(pair.here.get(), &QIODevice::bytesWritten, this, [&](qint64 octets) {
        written += octets;
        QCOMPARE(written + pair.here->bytesToWrite(), 300'000);
    });
    for (int i = 0; i < 100; ++i)
        pair.here->write(QByteArray(3000, 'x'));
    QCOMPARE(pair.here->bytesToWrite(), 300'000);
    QTRY_COMPARE(written, 2 * 64 * 1024); // in octets of the stream, whatever a frame adds
    pair.server->setReadingPaused(false);
    QTRY_COMPARE(written, 300'000);
    QCOMPARE(pair.here->bytesToWrite(), 0);
}

void TestWebSocketDevice::tellsOncePerBatchAndNotRecursively()
{
    DevicePair pair;
    int emissions = 0;
    int depth = 0;
    connect(pair.there.get(), &QIODevice::readyRead, this, [&] {
        ++emissions;
        QCOMPARE(++depth, 1);
        if (emissions == 1) {
            pair.client->sendMessage("more", true);
            QVERIFY(pair.there->waitForReadyRead(10'000));
            QCOMPARE(pair.there->bytesAvailable(), 5 + 4);
        }
        --depth;
    });
    for (int i = 0; i < 5; ++i)
        pair.client->sendMessage("x", true);
    QTRY_COMPARE(emissions, 1);
    QCOMPARE(pair.there->readAll(), "xxxxxmore");
}

void TestWebSocketDevice::readsLinesAcrossMessages()
{
    DevicePair pair;
    pair.client->sendMessage("one\ntw", true);
    QTRY_COMPARE(pair.there->bytesAvailable(), 6);
    QVERIFY(pair.there->canReadLine());
    QCOMPARE(pair.there->readLine(), "one\n");
    QVERIFY(!pair.there->canReadLine());
    pair.client->sendMessage("o\n", false); // the type does not matter
    QTRY_VERIFY(pair.there->canReadLine());
    QCOMPARE(pair.there->readLine(), "two\n");
    QVERIFY(!pair.there->canReadLine());
}

void TestWebSocketDevice::messagesInPartsAreReadAsTheyCome()
{
    for (const Delivery delivery : {Delivery::Frame, Delivery::Streaming}) {
        MemoryPair pair({.chunkSize = 100});
        pair.serverFactory.setProtocolOptions({.delivery = delivery});
        pair.start();
        QTRY_VERIFY(pair.isOpen());
        WebSocketDevice device(pair.server);
        const QByteArray data = QByteArray("0123456789").repeated(1000);
        pair.client->sendMessage(data, true);
        pair.client->sendMessage("end", true);
        QTRY_COMPARE(device.bytesAvailable(), data.size() + 3);
        QCOMPARE(device.readAll(), data + "end");
    }
}

void TestWebSocketDevice::readBufferBoundsWhatComes()
{
    DevicePair pair({.chunkSize = 4000});
    QCOMPARE(pair.there->readBufferSize(), WebSocketDevice::DefaultReadBufferSize);
    pair.there->setReadBufferSize(100'000);
    qint64 most = 0;
    connect(pair.server, &WebSocketAdapterProtocol::onMessage, this,
            [&] { most = std::max(most, pair.there->bytesAvailable()); });
    const QByteArray data = QByteArray("0123456789").repeated(100'000);
    for (qsizetype at = 0; at < data.size(); at += 1000)
        pair.client->sendMessage(data.sliced(at, 1000), true);
    QTRY_VERIFY(pair.server->isReadingPaused());
    QVERIFY(pair.there->bytesAvailable() >= 100'000);

    QByteArray read;
    while (read.size() < data.size()) {
        const QByteArray piece = pair.there->read(30'000);
        if (piece.isEmpty())
            QTRY_VERIFY(pair.there->bytesAvailable() > 0);
        read += piece;
        QCoreApplication::processEvents();
    }
    QCOMPARE(read, data);
    QVERIFY2(most <= 102'000 + 16'384, qPrintable(QString::number(most)));
    // Unlimited, it is never paused.
    pair.there->setReadBufferSize(0);
    pair.client->sendMessage(data, true);
    QTRY_COMPARE(pair.there->bytesAvailable(), data.size());
    QVERIFY(!pair.server->isReadingPaused());
}

void TestWebSocketDevice::aTransactionLargerThanTheBufferCompletes()
{
    DevicePair pair({.chunkSize = 10'000});
    pair.there->setReadBufferSize(20'000);
    QByteArray item;
    QDataStream in(pair.there.get());
    connect(pair.there.get(), &QIODevice::readyRead, this, [&] {
        in.startTransaction();
        in >> item;
        if (!in.commitTransaction())
            item.clear();
    });
    const QByteArray sent(200'000, 'x');
    QDataStream out(pair.here.get());
    out << sent;
    QTRY_COMPARE(item.size(), sent.size());
}

void TestWebSocketDevice::openModeIsKept()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    WebSocketDevice writer(pair.client, QIODevice::WriteOnly);
    WebSocketDevice reader(pair.server, QIODevice::ReadOnly);
    pair.server->sendMessage("dropped", true);
    writer.write("kept");
    QTRY_COMPARE(reader.bytesAvailable(), 4);
    QTRY_COMPARE(pair.clientLog.count(u"message "), 1);
    QCOMPARE(writer.bytesAvailable(), 0);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u".*ReadOnly device.*"_s));
    QCOMPARE(reader.write("x"), -1);
}

QTEST_GUILESS_MAIN(TestWebSocketDevice)
#include "tst_websocketdevice.moc"
