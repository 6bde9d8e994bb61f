// SPDX-License-Identifier: MIT
// What both ends know of their transport, and that they agree on it.
#include "support/rawpeer.h"
#include "support/servers.h"
#include "support/tlsfixture.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslKey>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestChannelId : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void bothEndsHaveTheSame_data();
    void bothEndsHaveTheSame();
    void withoutTlsThereIsNone();
    void bothTellTheirTls();
    void aClientsCertificateIsTold();
    void unixPeersAreKnown();

private:
    std::unique_ptr<TlsFixture> m_tls;
};

void TestChannelId::initTestCase()
{
    m_tls = std::make_unique<TlsFixture>();
    if (!m_tls->error().isEmpty())
        QSKIP(qPrintable(m_tls->error()));
}

void TestChannelId::bothEndsHaveTheSame_data()
{
    using Hash = QCryptographicHash;
    QTest::addColumn<QStringList>("newKey");
    QTest::addColumn<QString>("digest");
    QTest::addColumn<int>("hash");
    QTest::addColumn<bool>("isOld");
    const QStringList rsa{u"-newkey"_s, u"rsa:2048"_s};
    const QStringList pss = rsa + QStringList{u"-sigopt"_s, u"rsa_padding_mode:pss"_s};
    const QStringList ec{u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s};
    QTest::newRow("RSA with SHA-256") << rsa << u"sha256"_s << int(Hash::Sha256) << false;
    QTest::newRow("RSA with SHA-256, TLS 1.2") << rsa << u"sha256"_s << int(Hash::Sha256) << true;
    QTest::newRow("RSA with SHA-384") << rsa << u"sha384"_s << int(Hash::Sha384) << false;
    QTest::newRow("RSA-PSS with SHA-512") << pss << u"sha512"_s << int(Hash::Sha512) << false;
    QTest::newRow("ECDSA with SHA-256") << ec << u"sha256"_s << int(Hash::Sha256) << false;
    QTest::newRow("ECDSA with SHA-512") << ec << u"sha512"_s << int(Hash::Sha512) << false;
}

void TestChannelId::bothEndsHaveTheSame()
{
    QFETCH(const QStringList, newKey);
    QFETCH(const QString, digest);
    QFETCH(const int, hash);
    QFETCH(const bool, isOld);
    const QSslConfiguration ssl = m_tls->selfSigned(newKey, digest);
    QVERIFY2(m_tls->error().isEmpty(), qPrintable(m_tls->error()));
    QSslConfiguration known = m_tls->client();
    known.setCaCertificates(ssl.localCertificateChain());
    if (isOld)
        known.setProtocol(QSsl::TlsV1_2);
    EchoServer server(QUrl(u"wss://127.0.0.1:0"_s), ssl);
    Client client(server.listeningUrl());
    client.connectTo(known);
    QTRY_VERIFY(client.isOpen());
    const QByteArray expected = ssl.localCertificate().digest(QCryptographicHash::Algorithm(hash));
    const auto protocol = server.protocols().constFirst();
    QCOMPARE(client.protocol()->channelId(), expected);
    QCOMPARE(protocol->channelId(), expected);
    for (const ChannelIdType type : {ChannelIdType::TlsUnique, ChannelIdType::TlsExporter}) {
        QCOMPARE(client.protocol()->channelId(type), std::nullopt);
        QCOMPARE(protocol->channelId(type), std::nullopt);
    }
    QCOMPARE(protocol->transportDetails().tlsProtocol, isOld ? u"TLSv1.2"_s : u"TLSv1.3"_s);
}

void TestChannelId::withoutTlsThereIsNone()
{
    EchoServer server;
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.protocol());
    QCOMPARE(client.protocol()->channelId(), std::nullopt); // no transport yet
    QTRY_VERIFY(client.isOpen());
    QCOMPARE(client.protocol()->channelId(), std::nullopt);
    QCOMPARE(server.protocols().constFirst()->channelId(), std::nullopt);
    QVERIFY(server.protocols().constFirst()->transportDetails().isServer);
    QVERIFY(!client.protocol()->transportDetails().isServer);
}

void TestChannelId::bothTellTheirTls()
{
    EchoServer server(QUrl(u"wss://127.0.0.1:0"_s), m_tls->server());
    TransportDetails atConnecting;
    connect(&server, &WebSocketServerFactory::protocolCreated, this,
            [&atConnecting](WebSocketServerProtocol *protocol) {
                connect(protocol, &WebSocketAdapterProtocol::onConnecting, protocol,
                        [&atConnecting](const TransportDetails &details) { atConnecting = details; });
            });
    Client client(server.listeningUrl());
    client.connectTo(m_tls->client());
    QTRY_VERIFY(client.isOpen());
    const TransportDetails ours = server.protocols().constFirst()->transportDetails();
    const TransportDetails theirs = client.protocol()->transportDetails();
    QCOMPARE(atConnecting, ours);
    QVERIFY(ours.isServer && !theirs.isServer);
    QVERIFY(ours.isSecure && theirs.isSecure);
    QCOMPARE(ours.tlsProtocol, theirs.tlsProtocol);
    QCOMPARE(ours.tlsCipher, theirs.tlsCipher);
    QVERIFY(ours.tlsCipher.contains(u"AES"_s) || ours.tlsCipher.contains(u"CHACHA"_s));
    QCOMPARE(QSslCertificate(theirs.peerCertificate, QSsl::Der), m_tls->server().localCertificate());
    QCOMPARE(ours.peerCertificate, QByteArray());
    QCOMPARE(ours.peerPid, -1);
}

void TestChannelId::aClientsCertificateIsTold()
{
    QSslConfiguration asking = m_tls->server();
    asking.setPeerVerifyMode(QSslSocket::QueryPeer);
    QSslConfiguration showing = m_tls->client();
    showing.setLocalCertificateChain(m_tls->server().localCertificateChain());
    showing.setPrivateKey(m_tls->server().privateKey());
    asking.setCaCertificates(showing.caCertificates());
    EchoServer server(QUrl(u"wss://127.0.0.1:0"_s), asking);
    Client client(server.listeningUrl());
    client.connectTo(showing);
    QTRY_VERIFY(client.isOpen());
    QCOMPARE(server.protocols().constFirst()->transportDetails().peerCertificate,
             showing.localCertificate().toDer());
}

void TestChannelId::unixPeersAreKnown()
{
#ifndef Q_OS_LINUX
    QSKIP("only Linux is asked for the process");
#endif
    const QTemporaryDir folder;
    EchoServer server(QUrl(u"ws+unix:"_s + folder.filePath(u"s"_s)));
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    const TransportDetails details = server.protocols().constFirst()->transportDetails();
    QCOMPARE(details.peerPid, QCoreApplication::applicationPid());
    QCOMPARE(details.peerUid, qint64(QFileInfo(folder.path()).ownerId()));
}

QTEST_GUILESS_MAIN(TestChannelId)
#include "tst_channelid.moc"
