// SPDX-License-Identifier: MIT
// The two functions that wait, over real sockets.
#include "support/servers.h"
#include "wrapping/websocketdevice.h"

#include <QtCore/QDataStream>
#include <QtCore/QDeadlineTimer>
#include <QtCore/QTimer>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestWebSocketDeviceWaiting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void anExchangeNeedsNoSlot();
    void waitsForTheOpeningToo();
    void waitsInASlotOfItsOwn();
    void waitsPastTheReadBuffer();
    void whatCameButWasNotToldIsNotWaitedFor();
    void givesUpInTime();
    void endsWithTheConnection();
    void endsWhenDeleted_data();
    void endsWhenDeleted();
    void endsWhenClosed_data();
    void endsWhenClosed();

private:
    void open();

    std::unique_ptr<EchoServer> m_server;
    std::unique_ptr<Client> m_client;
    std::unique_ptr<WebSocketDevice> m_device;
};

void TestWebSocketDeviceWaiting::init()
{
    m_server = std::make_unique<EchoServer>();
    m_client = std::make_unique<Client>(m_server->listeningUrl());
    m_client->connectTo();
    QTRY_VERIFY(m_client->protocol());
    m_device = std::make_unique<WebSocketDevice>(m_client->protocol());
}

void TestWebSocketDeviceWaiting::cleanup()
{
    m_device.reset();
    m_client.reset();
    m_server.reset();
}

void TestWebSocketDeviceWaiting::open()
{
    QTRY_VERIFY(m_client->isOpen());
}

void TestWebSocketDeviceWaiting::anExchangeNeedsNoSlot()
{
    open();
    QDataStream stream(m_device.get());
    for (int i = 0; i < 20; ++i) {
        stream << QString::number(i) << i;
        QVERIFY(m_device->waitForBytesWritten(10'000));
        QString text;
        int number = -1;
        do {
            if (m_device->bytesAvailable() == 0)
                QVERIFY(m_device->waitForReadyRead(10'000));
            stream.startTransaction();
            stream >> text >> number;
        } while (!stream.commitTransaction());
        QCOMPARE(text, QString::number(i));
        QCOMPARE(number, i);
    }
    QCOMPARE(m_device->bytesToWrite(), 0);
    QVERIFY(!m_device->waitForBytesWritten(10'000));
}

void TestWebSocketDeviceWaiting::waitsForTheOpeningToo()
{
    m_device->write("early");
    QVERIFY(m_device->waitForReadyRead(10'000));
    QCOMPARE(m_device->readAll(), "early");
}

void TestWebSocketDeviceWaiting::waitsInASlotOfItsOwn()
{
    open();
    QByteArray second;
    connect(m_device.get(), &QIODevice::readyRead, this, [&] {
        m_device->readAll();
        m_device->write("second");
        QVERIFY(m_device->waitForReadyRead(10'000));
        second = m_device->readAll();
    });
    m_device->write("first");
    QTRY_COMPARE(second, "second");
}

void TestWebSocketDeviceWaiting::waitsPastTheReadBuffer()
{
    open();
    m_device->setReadBufferSize(1000);
    m_device->write(QByteArray(300'000, 'x'));
    while (m_device->bytesAvailable() < 300'000)
        QVERIFY(m_device->waitForReadyRead(10'000));
}

void TestWebSocketDeviceWaiting::whatCameButWasNotToldIsNotWaitedFor()
{
    open();
    bool hasReturned = false;
    connect(m_client->protocol(), &WebSocketAdapterProtocol::onMessage, m_device.get(), [&] {
        // Behind the device's own queued readyRead(), hence asked before it is emitted.
        QMetaObject::invokeMethod(
            m_device.get(), [&] { hasReturned = true; }, Qt::QueuedConnection);
    });
    m_device->write("x");
    QVERIFY(m_device->waitForReadyRead(10'000));
    QTRY_VERIFY(hasReturned);
    QCOMPARE(m_device->readAll(), "x");
}

void TestWebSocketDeviceWaiting::givesUpInTime()
{
    open();
    QVERIFY(!m_device->waitForReadyRead(0));
    QVERIFY(!m_device->waitForReadyRead(20));
    QVERIFY(m_device->isOpen());
    m_device->write("still there");
    QVERIFY(m_device->waitForReadyRead(10'000));
}

void TestWebSocketDeviceWaiting::endsWithTheConnection()
{
    open();
    m_server->protocols().constFirst()->sendClose(1001, u"ending"_s);
    QVERIFY(!m_device->waitForReadyRead(60'000));
    QVERIFY(m_client->log().isClosed());
    QVERIFY(!m_device->waitForReadyRead(60'000));
}

void TestWebSocketDeviceWaiting::endsWhenDeleted_data()
{
    QTest::addColumn<bool>("takesDevice");
    QTest::newRow("the device") << true;
    QTest::newRow("the connection") << false;
}

void TestWebSocketDeviceWaiting::endsWhenDeleted()
{
    QFETCH(bool, takesDevice);
    open();
    QTimer::singleShot(0, this, [this, takesDevice] {
        if (takesDevice)
            delete m_device.release();
        else
            delete m_client->protocol();
    });
    QVERIFY(!m_device->waitForReadyRead(60'000));
}

void TestWebSocketDeviceWaiting::endsWhenClosed_data()
{
    QTest::addColumn<bool>("waitsForReading");
    QTest::newRow("waitForReadyRead") << true;
    QTest::newRow("waitForBytesWritten") << false;
}

void TestWebSocketDeviceWaiting::endsWhenClosed()
{
    QFETCH(bool, waitsForReading);
    // Not open yet: what is written stays unsent.
    m_device.reset();
    m_client = std::make_unique<Client>(m_server->listeningUrl());
    m_client->connectTo()->connectNow();
    m_device = std::make_unique<WebSocketDevice>(m_client->protocol());
    QMetaObject::invokeMethod(
        m_device.get(), [this] { m_device->close(); }, Qt::QueuedConnection);
    const QDeadlineTimer patience(10'000);
    if (waitsForReading) {
        QVERIFY(!m_device->waitForReadyRead(20'000));
    } else {
        m_device->write("x");
        QVERIFY(!m_device->waitForBytesWritten(20'000));
    }
    QVERIFY(!patience.hasExpired());
    QTRY_VERIFY(m_client->log().isClosed());
}

QTEST_GUILESS_MAIN(TestWebSocketDeviceWaiting)
#include "tst_websocketdevicewaiting.moc"
