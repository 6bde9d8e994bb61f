// SPDX-License-Identifier: MIT
// Whatever a transport calls its ends, that is what is told of them.
#include "websocket/packeddetails.h"
#include "websocket/transport/socketaddress.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Qt::Literals::StringLiterals;

class TestPackedDetails : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void peersAreToldAsTheyWere_data();
    void peersAreToldAsTheyWere();
    void addressesAreWrittenInOneWay();
};

void TestPackedDetails::peersAreToldAsTheyWere_data()
{
    QTest::addColumn<QString>("peer");
    for (const char *peer :
         {"", "tcp4:127.0.0.1:4711", "tcp4:255.255.255.255:65535", "tcp4:0.0.0.0:0", "tcp4:10.0.0.1",
          "tcp4:", "tcp4:1.2.3:4", "tcp4:1.2.3.4.5:6", "tcp4:01.2.3.4:5", "tcp4:256.1.1.1:70000",
          "tcp4:a.b.c.d:e", "tcp6:[::1]:4711", "tcp6:[fe80::1%eth0]:1", "tcp6:[::ffff:1.2.3.4]:1",
          "tcp6:", "unix:/run/socket", "memory:test"})
        QTest::newRow(peer) << QString::fromLatin1(peer);
}

void TestPackedDetails::peersAreToldAsTheyWere()
{
    QFETCH(const QString, peer);
    const TransportDetails details{.peer = peer, .local = u"tcp4:127.0.0.1:80"_s, .kind = u"tcp"_s};
    const PackedDetails packed(details);
    QCOMPARE(packed.peer(), peer);
    QVERIFY(packed.unpacked() == details);
}

void TestPackedDetails::addressesAreWrittenInOneWay()
{
    QCOMPARE(ipv4AddressText(0x7F000001, 4711), u"tcp4:127.0.0.1:4711"_s);
    QCOMPARE(ipv4AddressText(0, 0), u"tcp4:0.0.0.0:0"_s);
    QCOMPARE(socketAddressText(QHostAddress(u"10.20.30.40"_s), 65535), u"tcp4:10.20.30.40:65535"_s);
    QCOMPARE(socketAddressText(QHostAddress(u"::ffff:1.2.3.4"_s), 80), u"tcp4:1.2.3.4:80"_s);
    QCOMPARE(socketAddressText(QHostAddress(u"::1"_s), 80), u"tcp6:[::1]:80"_s);
}

QTEST_GUILESS_MAIN(TestPackedDetails)
#include "tst_packeddetails.moc"
