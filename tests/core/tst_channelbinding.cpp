// SPDX-License-Identifier: MIT
// With certificates cut down to what is read of them; tests/websocket has real ones.
#include "core/channelbinding.h"

#include <QtCore/QCryptographicHash>
#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_ChannelBinding : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSignaturesHashIsTaken_data();
    void theSignaturesHashIsTaken();
    void longCertificatesAreRead();
    void whatIsCutAnywhereHasNone();
};

namespace {

QByteArray element(quint8 tag, const QByteArray &content)
{
    QByteArray der(1, char(tag));
    const qsizetype size = content.size();
    if (size < 0x80)
        der.append(char(size));
    else
        der.append("\x82", 1).append(char(size >> 8)).append(char(size & 0xFF));
    return der + content;
}

QByteArray certificate(const QByteArray &algorithm, const QByteArray &body = "body")
{
    return element(0x30, element(0x30, body) + element(0x30, algorithm) + element(0x03, "signature"));
}

QByteArray identifier(const char *hex)
{
    return element(0x06, QByteArray::fromHex(hex));
}

QByteArray pss(const QByteArray &parameters)
{
    return identifier("2a864886f70d01010a") + element(0x30, parameters);
}

} // namespace

void tst_ChannelBinding::theSignaturesHashIsTaken_data()
{
    using Hash = QCryptographicHash;
    QTest::addColumn<QByteArray>("algorithm");
    QTest::addColumn<int>("hash");
    const auto row = [](const char *name, const QByteArray &algorithm, int hash) {
        QTest::newRow(name) << algorithm << hash;
    };
    row("RSA with SHA-256", identifier("2a864886f70d01010b") + element(0x05, {}), Hash::Sha256);
    row("RSA with SHA-384", identifier("2a864886f70d01010c") + element(0x05, {}), Hash::Sha384);
    row("RSA with SHA-512", identifier("2a864886f70d01010d"), Hash::Sha512);
    row("5929 4.1 MD5 counts as SHA-256", identifier("2a864886f70d010104"), Hash::Sha256);
    row("5929 4.1 SHA-1 counts as SHA-256", identifier("2a864886f70d010105"), Hash::Sha256);
    row("ECDSA with SHA-384", identifier("2a8648ce3d040303"), Hash::Sha384);
    row("PSS without parameters is SHA-1", pss({}), Hash::Sha256);
    row("PSS with SHA-512", pss(element(0xA0, element(0x30, identifier("608648016503040203")))),
        Hash::Sha512);
    row("PSS with a salt alone is SHA-1", pss(element(0xA2, element(0x02, "x"))), Hash::Sha256);
    row("PSS with an unknown hash", pss(element(0xA0, element(0x30, identifier("2a0304")))), -1);
    row("Ed25519 has no hash", identifier("2b6570"), -1);
    row("unknown", identifier("2a0304"), -1);
    row("no identifier", element(0x05, {}), -1);
}

void tst_ChannelBinding::theSignaturesHashIsTaken()
{
    QFETCH(const QByteArray, algorithm);
    QFETCH(const int, hash);
    const QByteArray der = certificate(algorithm);
    QCOMPARE(tlsServerEndPoint(der),
             hash < 0 ? QByteArray() : QCryptographicHash::hash(der, QCryptographicHash::Algorithm(hash)));
}

void tst_ChannelBinding::longCertificatesAreRead()
{
    const QByteArray der = certificate(identifier("2a864886f70d01010b"), QByteArray(5000, 'x'));
    QCOMPARE(tlsServerEndPoint(der), QCryptographicHash::hash(der, QCryptographicHash::Sha256));
}

void tst_ChannelBinding::whatIsCutAnywhereHasNone()
{
    const QByteArray der = certificate(identifier("2a864886f70d01010b"), QByteArray(300, 'x'));
    for (qsizetype size = 0; size < der.size(); ++size)
        QCOMPARE(tlsServerEndPoint(der.first(size)), QByteArray());
    for (const char *hex : {"30", "3080", "3085ffffffffff", "3084ffffffff", "308400000000", "0400"})
        QCOMPARE(tlsServerEndPoint(QByteArray::fromHex(hex)), QByteArray());
}

QTEST_APPLESS_MAIN(tst_ChannelBinding)
#include "tst_channelbinding.moc"
