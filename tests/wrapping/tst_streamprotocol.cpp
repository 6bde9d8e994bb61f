// SPDX-License-Identifier: MIT
// A stream protocol over a transport that is no WebSocket: how users test their own.
#include "wrapping/streamfactory.h"

#include <QtCore/QPointer>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Qt::Literals::StringLiterals;

namespace {

class FakeTransport : public ByteStreamTransport
{
public:
    SendResult write(const QByteArray &data) override
    {
        written += data;
        return SendResult::Queued;
    }
    SendResult writeSequence(const QByteArrayList &data) override { return write(data.join()); }
    void loseConnection() override { isLosing = true; }
    void abortConnection() override { }
    QString peer() const override { return u"memory:peer"_s; }
    QString host() const override { return u"memory:host"_s; }
    void pauseProducing() override { }
    void resumeProducing() override { }
    qint64 bytesToWrite() const override { return 0; }
    bool registerProducer(Producer *, bool) override { return false; }
    void unregisterProducer() override { }

    QByteArray written;
    bool isLosing = false;
};

class Upper : public StreamProtocol
{
public:
    explicit Upper(QObject *parent = nullptr)
        : StreamProtocol(parent)
    { }
    bool diesWhenLost = false;
    QString lostText;

protected:
    void connectionMade() override { transport()->write("hello "); }
    void dataReceived(QByteArrayView data) override { transport()->write(data.toByteArray().toUpper()); }
    void connectionLost(const ConnectionLostReason &reason) override
    {
        lostText = reason.text + (transport() ? u" with transport"_s : QString());
        if (diesWhenLost)
            delete this;
    }
};

} // namespace

class TestStreamProtocol : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void speaksThroughItsTransport();
    void hasATransportUntilConnectionLostHasReturned();
    void mayDieInConnectionLost();
    void factoryUsesItsCreator();
};

void TestStreamProtocol::speaksThroughItsTransport()
{
    FakeTransport transport;
    Upper upper;
    QVERIFY(!upper.transport());
    upper.makeConnection(&transport);
    upper.deliver("abc");
    QCOMPARE(transport.written, "hello ABC");
}

void TestStreamProtocol::hasATransportUntilConnectionLostHasReturned()
{
    FakeTransport transport;
    Upper upper;
    upper.loseTransport({.text = u"before"_s});
    QCOMPARE(upper.lostText, QString());
    upper.makeConnection(&transport);
    upper.loseTransport({.text = u"gone"_s});
    QCOMPARE(upper.lostText, u"gone with transport"_s);
    QVERIFY(!upper.transport());
    upper.loseTransport({.text = u"again"_s});
    QCOMPARE(upper.lostText, u"gone with transport"_s);
}

void TestStreamProtocol::mayDieInConnectionLost()
{
    FakeTransport transport;
    QPointer<Upper> upper = new Upper;
    upper->diesWhenLost = true;
    upper->makeConnection(&transport);
    upper->loseTransport({});
    QVERIFY(!upper);
}

void TestStreamProtocol::factoryUsesItsCreator()
{
    StreamFactory factory;
    QVERIFY(!factory.buildProtocol(u"memory:peer"_s));
    factory.setProtocol<Upper>();
    const std::unique_ptr<StreamProtocol> protocol(factory.buildProtocol(u"memory:peer"_s));
    QVERIFY(dynamic_cast<Upper *>(protocol.get()));
}

QTEST_GUILESS_MAIN(TestStreamProtocol)
#include "tst_streamprotocol.moc"
