// SPDX-License-Identifier: MIT
// How a device ends: by itself, by its peer, by deletion anywhere.
#include "wrapping/devicepair.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>
#include <QtTest/QSignalSpy>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class TestWebSocketDeviceEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void closeSendsWhatWasWritten();
    void aPeerThatReadsNoMoreDoesNotHoldIt();
    void aSlowPeerGetsAllTheTime();
    void deletingItClosesToo();
    void lastWordsMayBeSaidInAboutToClose();
    void peersEndLeavesWhatIsUnread();
    void anEndOutOfOrderIsAnError();
    void aDeletedConnectionIsAnError();
    void aConnectionThatIsOverGivesADeviceThatIsOver();
    void mayBeDeletedInAnySlot_data();
    void mayBeDeletedInAnySlot();
};

void TestWebSocketDeviceEnd::closeSendsWhatWasWritten()
{
    DevicePair pair({.chunkSize = 100});
    QSignalSpy finished(pair.there.get(), &QIODevice::readChannelFinished);
    pair.here->write(QByteArray(100'000, 'x'));
    pair.here->close();
    QVERIFY(!pair.here->isOpen());
    QVERIFY(pair.client->isOpen()); // the close frame waits
    QTRY_COMPARE(finished.size(), 1);
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(pair.there->bytesAvailable(), 100'000);
    QCOMPARE(pair.serverLog.entries().constLast(), u"close 1000 clean"_s);
    QVERIFY(!pair.here->protocol());
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u".*device not open.*"_s));
    QCOMPARE(pair.here->write("x"), -1);
    QVERIFY(!pair.here->open(QIODevice::ReadWrite));
}

void TestWebSocketDeviceEnd::aPeerThatReadsNoMoreDoesNotHoldIt()
{
    MemoryPair pair;
    pair.clientFactory.setProtocolOptions({.closeHandshakeTimeout = 50ms});
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.server->setReadingPaused(true);
    WebSocketDevice device(pair.client);
    device.write(QByteArray(100'000, 'x'));
    device.close();
    QVERIFY(pair.client->isOpen());
    QTRY_VERIFY(pair.clientLog.isClosed());
    QCOMPARE(pair.clientLog.entries().constLast(), u"close 1006 unclean"_s);
    QCOMPARE(pair.clientLog.closeInfo().by, ClosedBy::Local);
}

//! The deadline begins anew with whatever the peer takes.
void TestWebSocketDeviceEnd::aSlowPeerGetsAllTheTime()
{
    MemoryPair pair({.chunkSize = 10'000});
    constexpr auto Patience = 400ms;
    pair.clientFactory.setProtocolOptions({.closeHandshakeTimeout = Patience, .perMessageDeflate = {}});
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    // Takes one delivery, and nothing until the timer says so.
    connect(pair.server, &WebSocketAdapterProtocol::onMessage, this,
            [&pair] { pair.server->setReadingPaused(true); });
    QTimer reader;
    connect(&reader, &QTimer::timeout, this, [&pair] {
        if (pair.server)
            pair.server->setReadingPaused(false);
    });
    reader.start(Patience / 4);
    QElapsedTimer elapsed;
    elapsed.start();
    for (int i = 0; i < 8; ++i)
        pair.client->sendMessage(QByteArray(9'900, 'x'), true);
    WebSocketDevice device(pair.client);
    device.close();
    QVERIFY(pair.client->isOpen());
    QTRY_VERIFY(pair.isOver());
    QVERIFY(elapsed.hasExpired(Patience.count()));
    QCOMPARE(pair.serverLog.entries().constLast(), u"close 1000 clean"_s);
}

void TestWebSocketDeviceEnd::deletingItClosesToo()
{
    DevicePair pair;
    pair.here->write("last");
    pair.here.reset();
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(pair.there->readAll(), "last");
    QCOMPARE(pair.serverLog.entries().constLast(), u"close 1000 clean"_s);
}

void TestWebSocketDeviceEnd::lastWordsMayBeSaidInAboutToClose()
{
    DevicePair pair;
    connect(pair.here.get(), &QIODevice::aboutToClose, this, [&] { pair.here->write("goodbye"); });
    pair.here->close();
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(pair.there->readAll(), "goodbye");
}

void TestWebSocketDeviceEnd::peersEndLeavesWhatIsUnread()
{
    DevicePair pair;
    QSignalSpy finished(pair.there.get(), &QIODevice::readChannelFinished);
    QSignalSpy errors(pair.there.get(), &WebSocketDevice::errorOccurred);
    pair.client->sendMessage("unread", true);
    pair.client->sendClose(1000);
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(pair.there->isOpen());
    QCOMPARE(pair.there->bytesAvailable(), 6);
    QCOMPARE(pair.there->readAll(), "unread");
    char octet;
    QCOMPARE(pair.there->read(&octet, 1), -1);
    QVERIFY(pair.there->atEnd());
    QCOMPARE(pair.there->write("x"), -1);
    QVERIFY(!pair.there->waitForReadyRead(10'000));
    QVERIFY(!pair.there->waitForBytesWritten(10'000));
    QCOMPARE(errors.size(), 0);
}

void TestWebSocketDeviceEnd::anEndOutOfOrderIsAnError()
{
    DevicePair pair;
    QSignalSpy errors(pair.there.get(), &WebSocketDevice::errorOccurred);
    pair.client->sendClose(4001, u"not today"_s);
    QTRY_COMPARE(errors.size(), 1);
    QCOMPARE(errors.constFirst().constFirst().toString(), u"not today"_s);
    QCOMPARE(pair.there->errorString(), u"not today"_s);
    DevicePair other;
    other.client->abort();
    QTRY_VERIFY(other.isOver());
    QVERIFY(!other.there->errorString().isEmpty());
}

void TestWebSocketDeviceEnd::aDeletedConnectionIsAnError()
{
    DevicePair pair;
    QSignalSpy finished(pair.here.get(), &QIODevice::readChannelFinished);
    delete pair.client;
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(pair.here->errorString(), u"the connection was deleted"_s);
    QCOMPARE(pair.here->write("x"), -1);
}

void TestWebSocketDeviceEnd::aConnectionThatIsOverGivesADeviceThatIsOver()
{
    WebSocketDevice device(nullptr);
    QSignalSpy errors(&device, &WebSocketDevice::errorOccurred);
    QCOMPARE(device.write("x"), -1);
    QVERIFY(!device.flush());
    char octet;
    QCOMPARE(device.read(&octet, 1), -1);
    QTRY_COMPARE(errors.size(), 1);
}

void TestWebSocketDeviceEnd::mayBeDeletedInAnySlot_data()
{
    QTest::addColumn<QString>("signal");
    QTest::addColumn<bool>("takesConnection");
    for (const char *signal : {"readyRead", "bytesWritten", "aboutToClose", "readChannelFinished",
                               "errorOccurred", "onMessage", "onClose"}) {
        QTest::addRow("device in %s", signal) << QString::fromLatin1(signal) << false;
        QTest::addRow("connection in %s", signal) << QString::fromLatin1(signal) << true;
    }
}

void TestWebSocketDeviceEnd::mayBeDeletedInAnySlot()
{
    QFETCH(QString, signal);
    QFETCH(bool, takesConnection);
    DevicePair pair;
    int deeds = 0;
    const auto deed = [&] {
        if (deeds++ > 0)
            return;
        if (takesConnection)
            delete pair.server;
        else
            delete pair.there.release();
    };
    WebSocketDevice *device = pair.there.get();
    if (signal == "readyRead"_L1)
        connect(device, &QIODevice::readyRead, this, deed);
    else if (signal == "bytesWritten"_L1)
        connect(device, &QIODevice::bytesWritten, this, deed);
    else if (signal == "aboutToClose"_L1)
        connect(device, &QIODevice::aboutToClose, this, deed);
    else if (signal == "readChannelFinished"_L1)
        connect(device, &QIODevice::readChannelFinished, this, deed);
    else if (signal == "errorOccurred"_L1)
        connect(device, &WebSocketDevice::errorOccurred, this, deed);
    else if (signal == "onMessage"_L1)
        connect(pair.server, &WebSocketAdapterProtocol::onMessage, this, deed);
    else
        connect(pair.server, &WebSocketAdapterProtocol::onClose, this, deed);
    pair.there->write("hello");
    pair.here->write("hello");
    QTRY_VERIFY(deeds > 0 || pair.here->bytesAvailable() == 5);
    if (signal == "aboutToClose"_L1)
        pair.there->close();
    else if (signal == "errorOccurred"_L1)
        pair.client->sendClose(4000);
    else
        pair.here->close();
    QTRY_VERIFY(deeds > 0);
    QTRY_VERIFY(!pair.server && !pair.client);
}

QTEST_GUILESS_MAIN(TestWebSocketDeviceEnd)
#include "tst_websocketdeviceend.moc"
