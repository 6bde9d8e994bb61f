// SPDX-License-Identifier: MIT
// The relay's other leg by itself: how it begins.
#include "targetconnection.h"

#include <QtNetwork/QSslSocket>
#include <QtNetwork/QTcpServer>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry::Examples;
using namespace Qt::Literals::StringLiterals;

class TestTargetConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatFailsAtOnceIsToldLater_data();
    void whatFailsAtOnceIsToldLater();
    void whatIsTypedIsNotHeldBack();
};

void TestTargetConnection::whatFailsAtOnceIsToldLater_data()
{
    QTest::addColumn<bool>("isTls");
    QTest::newRow("TCP") << false;
    QTest::newRow("TLS") << true;
}

void TestTargetConnection::whatFailsAtOnceIsToldLater()
{
    QFETCH(const bool, isTls);
    // The system refuses inside connect().
    TargetConnection target(*parseTargetAddress(u"255.255.255.255:9"_s),
                            isTls ? std::optional(QSslConfiguration::defaultConfiguration()) : std::nullopt,
                            nullptr);
    // Nobody can be connected to it any earlier.
    QSignalSpy failed(&target, &TargetConnection::failed);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed.at(0).at(0).toBool(), false);
}

void TestTargetConnection::whatIsTypedIsNotHeldBack()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    TargetConnection target(*parseTargetAddress(u"127.0.0.1:%1"_s.arg(server.serverPort())), {}, nullptr);
    QTRY_VERIFY(target.isUp());
    auto *socket = target.findChild<QSslSocket *>();
    QVERIFY(socket);
    QCOMPARE(socket->socketOption(QAbstractSocket::LowDelayOption).toInt(), 1);
}

QTEST_GUILESS_MAIN(TestTargetConnection)
#include "tst_targetconnection.moc"
