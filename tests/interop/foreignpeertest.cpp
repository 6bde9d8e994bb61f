// SPDX-License-Identifier: MIT
#include "foreignpeertest.h"

#include "conversation.h"
#include "peerprocess.h"

#include <QtTest/QTest>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

void ForeignPeerTest::initTestCase()
{
    if (!m_peer.whyAbsent.isEmpty())
        QSKIP(qUtf8Printable(m_peer.whyAbsent));
}

QStringList ForeignPeerTest::serverArguments(Manner manner) const
{
    QStringList arguments{m_peer.serverScript};
    if (manner.isSecure)
        arguments << u"--cert"_s << m_authority.certificateFile() << u"--key"_s << m_authority.keyFile();
    if (!manner.isCompressed)
        arguments << u"--plain"_s;
    return arguments;
}

std::optional<QSslConfiguration> ForeignPeerTest::clientTls(Manner manner) const
{
    return manner.isSecure ? std::optional(m_authority.forClient()) : std::nullopt;
}

void ForeignPeerTest::theirClientTalksToOurServer_data()
{
    addManners();
}

void ForeignPeerTest::theirClientTalksToOurServer()
{
    const Manner manner = currentManner();
    SKIP_WITHOUT_CERTIFICATES(manner, m_authority);
    EchoServerPeer server(manner, m_authority.forServer());
    QVERIFY2(server.error().isEmpty(), qUtf8Printable(server.error()));

    QStringList arguments{m_peer.clientScript, server.url().toString()};
    if (manner.isSecure)
        arguments << u"--ca"_s << m_authority.authorityFile();
    if (!manner.isCompressed)
        arguments << u"--plain"_s;
    PeerProcess client(m_peer.program, arguments, m_peer.environment);
    QVERIFY2(client.waitForEnd(), qPrintable(client.story()));
    QVERIFY2(client.exitStatus() == 0, qPrintable(client.story()));

    QTRY_COMPARE(server.ends().size(), 2);
    QCOMPARE(server.ends().at(0), (End{true, 4001, u"my r\u00e9ason"_s}));
    QVERIFY(server.ends().at(1).wasClean);
    QCOMPARE(server.ends().at(1).code, quint16(4002));
}

void ForeignPeerTest::ourClientTalksToTheirServer_data()
{
    addManners();
}

void ForeignPeerTest::ourClientTalksToTheirServer()
{
    const Manner manner = currentManner();
    SKIP_WITHOUT_CERTIFICATES(manner, m_authority);
    PeerProcess server(m_peer.program, serverArguments(manner), m_peer.environment);
    const QUrl url = server.waitForUrl();
    QVERIFY2(url.isValid(), qPrintable(server.story()));

    ClientPeer client(url, manner, clientTls(manner));
    QTRY_VERIFY_WITH_TIMEOUT(client.isOpen(), PatienceMs);
    QCOMPARE(client.connection()->subprotocol(), u"chat.v2"_s);
    QCOMPARE(client.connection()->extensions().contains("permessage-deflate"), manner.isCompressed);

    expectEchoes(client);
    if (!QTest::currentTestFailed())
        expectEchoesOfParts(client);
    if (QTest::currentTestFailed())
        return;
    client.connection()->sendText(u"please fragments abcdef\u00e4\u20ac"_s);
    expectMessage(client, {u"abcdef\u00e4\u20ac"_s.toUtf8(), false});
    client.connection()->sendText(u"please ping are you there"_s);
    expectMessage(client, {"ponged", false});
    QCOMPARE(client.pings(), QList<QByteArray>{"are you there"});
    client.connection()->sendPing("I am");
    QTRY_VERIFY(client.pongs().contains("I am"));

    client.connection()->sendClose(4001, u"my r\u00e9ason"_s);
    QTRY_VERIFY_WITH_TIMEOUT(client.end().has_value(), PatienceMs);
    QVERIFY(client.end()->wasClean);
    QCOMPARE(client.end()->code, quint16(4001));
    QTRY_VERIFY2(server.output().contains(u"closed 4001 my r\u00e9ason\n"_s), qPrintable(server.story()));
}

void ForeignPeerTest::theirServerClosesOurClient_data()
{
    addManners();
}

void ForeignPeerTest::theirServerClosesOurClient()
{
    const Manner manner = currentManner();
    SKIP_WITHOUT_CERTIFICATES(manner, m_authority);
    PeerProcess server(m_peer.program, serverArguments(manner), m_peer.environment);
    ClientPeer client(server.waitForUrl(), manner, clientTls(manner));
    QTRY_VERIFY_WITH_TIMEOUT(client.isOpen(), PatienceMs);

    client.connection()->sendText(u"please close 4002 over \u00fc out"_s);
    QTRY_VERIFY_WITH_TIMEOUT(client.end().has_value(), PatienceMs);
    QCOMPARE(*client.end(), (End{true, 4002, u"over \u00fc out"_s}));
    QTRY_VERIFY2(server.output().contains(u"closed 4002"_s), qPrintable(server.story()));
}

void ForeignPeerTest::ourClientRefusesAnUnknownAuthority()
{
    const Manner manner{.isSecure = true, .isCompressed = false};
    SKIP_WITHOUT_CERTIFICATES(manner, m_authority);
    PeerProcess server(m_peer.program, serverArguments(manner), m_peer.environment);
    ClientPeer client(server.waitForUrl(), manner);
    QTRY_VERIFY_WITH_TIMEOUT(client.end().has_value(), PatienceMs);
    QVERIFY(!client.isOpen());
    QCOMPARE(client.end()->code, quint16(1015));
    QVERIFY2(client.end()->reason.contains(u"certificate"_s), qUtf8Printable(client.end()->reason));
}

} // namespace Gantry::Interop
