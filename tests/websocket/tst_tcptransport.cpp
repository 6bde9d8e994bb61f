// SPDX-License-Identifier: MIT
// How the failures of a TCP socket are told apart, with a socket that fails as asked.
#include "websocket/transport/tcptransport.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Qt::Literals::StringLiterals;

namespace {

//! Every read fails in the same way.
class FailingSocket : public QAbstractSocket
{
public:
    explicit FailingSocket(SocketError error)
        : QAbstractSocket(TcpSocket, nullptr)
        , m_error(error)
    {
        setOpenMode(TcpTransport::OpenMode);
    }

protected:
    qint64 readData(char *, qint64) override
    {
        setSocketError(m_error);
        setErrorString(u"the line is broken"_s);
        return -1;
    }

private:
    SocketError m_error;
};

class EndRecorder : public TransportSink
{
public:
    void bytesReceived(QByteArrayView) override { }
    void bytesWritten() override { }
    void peerEnded() override { ++peerEnds; }
    void transportClosed(Core::TransportEnd end, const QString &text) override
    {
        ++closes;
        lastEnd = end;
        lastText = text;
    }

    int peerEnds = 0;
    int closes = 0;
    Core::TransportEnd lastEnd = Core::TransportEnd::Timeout;
    QString lastText;
};

} // namespace

class TestTcpTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBrokenLineIsNotTheEndOfThePeer_data();
    void aBrokenLineIsNotTheEndOfThePeer();
};

void TestTcpTransport::aBrokenLineIsNotTheEndOfThePeer_data()
{
    QTest::addColumn<QAbstractSocket::SocketError>("error");
    QTest::addColumn<bool>("isPeersEnd");
    QTest::newRow("the peer's end") << QAbstractSocket::RemoteHostClosedError << true;
    QTest::newRow("time-out") << QAbstractSocket::SocketTimeoutError << false;
    QTest::newRow("no route") << QAbstractSocket::NetworkError << false;
}

void TestTcpTransport::aBrokenLineIsNotTheEndOfThePeer()
{
    QFETCH(const QAbstractSocket::SocketError, error);
    QFETCH(const bool, isPeersEnd);
    EndRecorder recorder;
    TcpTransport transport(std::make_unique<FailingSocket>(error));
    transport.start(&recorder);
    QTRY_COMPARE(recorder.closes, 1);
    QCOMPARE(recorder.peerEnds, isPeersEnd ? 1 : 0);
    QCOMPARE(recorder.lastEnd, isPeersEnd ? Core::TransportEnd::Clean : Core::TransportEnd::Lost);
    QCOMPARE(recorder.lastText, isPeersEnd ? QString() : u"the line is broken"_s);
}

QTEST_GUILESS_MAIN(TestTcpTransport)
#include "tst_tcptransport.moc"
