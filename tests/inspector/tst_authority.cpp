// SPDX-License-Identifier: GPL-3.0-only
// The inspector's own authority: what it signs as others verify it, and that its key
// stays where it is.
#include "capture/authority/authority.h"
#include "capture/authority/trusthelp.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QSslCertificateExtension>
#include <QtTest/QTest>

#include <thread>

using namespace Gantry::Inspector;
using namespace Qt::Literals::StringLiterals;

class TestAuthorityFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void keepsItsKeyToItself();
    void isMadeOnce();
    void isMadeOnceByManyAtATime();
    void signsWhatOpensslVerifies_data();
    void signsWhatOpensslVerifies();
    void neverUsesASerialTwice();
    void refusesAKeyThatOthersCanRead();
    void refusesAFolderThatOthersCanEnter();
    void refusesFilesThatDoNotBelongTogether();
    void goesOnAfterItWasInterrupted();
    void isExplained();

private:
    QString folder() const { return m_folder->filePath(u"data/ca"_s); }
    QString keyPath() const { return folder() + "/gantry-inspector-ca.key"_L1; }
    std::unique_ptr<Authority> open() const
    {
        Authority::Result result = Authority::open(folder());
        if (auto *authority = std::get_if<std::unique_ptr<Authority>>(&result))
            return std::move(*authority);
        qWarning("%s", qPrintable(std::get<QString>(result)));
        return {};
    }
    QString complaint() const
    {
        const Authority::Result result = Authority::open(folder());
        const auto *text = std::get_if<QString>(&result);
        return text ? *text : QString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

constexpr QFileDevice::Permissions ForOthers = QFileDevice::ReadGroup | QFileDevice::WriteGroup
    | QFileDevice::ExeGroup | QFileDevice::ReadOther | QFileDevice::WriteOther | QFileDevice::ExeOther;

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &octets)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(octets) == octets.size());
}

QSslCertificate leafFor(Authority &authority, const QString &name)
{
    const TlsResult tls = authority.tlsFor(name);
    const auto *configuration = std::get_if<QSslConfiguration>(&tls);
    return configuration ? configuration->localCertificate() : QSslCertificate();
}

QString openssl(const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(u"openssl"_s, arguments);
    process.waitForFinished();
    return QString::fromUtf8(process.readAll());
}

} // namespace

void TestAuthorityFiles::initTestCase()
{
    if (!Authority::isAvailable())
        QSKIP("built without OpenSSL");
}

void TestAuthorityFiles::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestAuthorityFiles::keepsItsKeyToItself()
{
    QVERIFY(!Authority::exists(folder()));
    const auto authority = open();
    QVERIFY(authority);
    QVERIFY(Authority::exists(folder()));
    QCOMPARE(QFileInfo(folder()).permissions() & ForOthers, QFileDevice::Permissions());
    QCOMPARE(QFileInfo(keyPath()).permissions() & ForOthers, QFileDevice::Permissions());
    QVERIFY(contentsOf(keyPath()).startsWith("-----BEGIN PRIVATE KEY-----"));
    QVERIFY(!contentsOf(Authority::certificateFile(folder())).contains("PRIVATE"));

    const QSslCertificate &certificate = authority->certificate();
    QVERIFY(certificate.isSelfSigned());
    QCOMPARE(certificate.publicKey().algorithm(), QSsl::Ec);
    QCOMPARE(certificate.publicKey().length(), 256);
    QVERIFY(certificate.expiryDate() > QDateTime::currentDateTime().addYears(9));
}

void TestAuthorityFiles::isMadeOnce()
{
    const QByteArray first = open()->certificate().toPem();
    QCOMPARE(open()->certificate().toPem(), first);
}

void TestAuthorityFiles::isMadeOnceByManyAtATime()
{
    std::vector<std::thread> threads;
    std::vector<QByteArray> made(8);
    for (QByteArray &certificate : made) {
        threads.emplace_back([&] {
            if (const auto authority = open())
                certificate = authority->certificate().toPem();
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QVERIFY(!made.front().isEmpty());
    for (const QByteArray &certificate : made)
        QCOMPARE(certificate, made.front());
}

void TestAuthorityFiles::signsWhatOpensslVerifies_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isAddress");
    QTest::newRow("a host") << u"chat.example"_s << false;
    QTest::newRow("one of many parts") << u"a."_s.repeated(60) + u"example"_s << false;
    QTest::newRow("IPv4") << u"127.0.0.1"_s << true;
    QTest::newRow("IPv6") << u"fe80::12:3"_s << true;
}

void TestAuthorityFiles::signsWhatOpensslVerifies()
{
    QFETCH(QString, name);
    QFETCH(bool, isAddress);
    const auto authority = open();
    const QSslCertificate leaf = leafFor(*authority, name);
    QVERIFY(!leaf.isNull());
    QCOMPARE(leafFor(*authority, name), leaf); // kept
    QVERIFY(leaf.effectiveDate() < QDateTime::currentDateTime());
    QCOMPARE(leaf.effectiveDate().daysTo(leaf.expiryDate()), 365);
    QCOMPARE(leaf.subjectAlternativeNames().values().size(), 1);

    if (QStandardPaths::findExecutable(u"openssl"_s).isEmpty())
        QSKIP("openssl is not installed");
    const QString path = m_folder->filePath(u"leaf.pem"_s);
    write(path, leaf.toPem());
    const QString answer = openssl({u"verify"_s, u"-x509_strict"_s, u"-purpose"_s, u"sslserver"_s,
                                    u"-CAfile"_s, Authority::certificateFile(folder()),
                                    isAddress ? u"-verify_ip"_s : u"-verify_hostname"_s, name, path});
    QVERIFY2(answer.trimmed().endsWith(u": OK"_s), qPrintable(answer));
    const QString other = openssl({u"verify"_s, u"-CAfile"_s, Authority::certificateFile(folder()),
                                   u"-verify_hostname"_s, u"other.example"_s, path});
    QVERIFY2(!other.contains(u": OK"_s), qPrintable(other));
    const QString text = openssl({u"x509"_s, u"-in"_s, path, u"-noout"_s, u"-text"_s});
    for (const QString &part :
         {u"TLS Web Server Authentication"_s, u"CA:FALSE"_s, u"Digital Signature"_s,
          u"X509v3 Subject Key Identifier"_s, u"X509v3 Authority Key Identifier"_s, u"prime256v1"_s})
        QVERIFY2(text.contains(part), qPrintable(text));
}

void TestAuthorityFiles::neverUsesASerialTwice()
{
    const auto authority = open();
    QSet<QByteArray> serials{authority->certificate().serialNumber()};
    for (int i = 0; i < 100; ++i) {
        const QByteArray serial = leafFor(*authority, u"host%1.example"_s.arg(i)).serialNumber();
        QVERIFY2(serial.size() >= 16 * 3 - 1, serial.constData()); // 128 bits, as "aa:bb:"
        QVERIFY(!serials.contains(serial));
        serials.insert(serial);
    }
}

void TestAuthorityFiles::refusesAKeyThatOthersCanRead()
{
    QVERIFY(open());
    QVERIFY(QFile::setPermissions(
        keyPath(), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther));
    QVERIFY2(complaint().contains(u"0600"_s), qPrintable(complaint()));
}

void TestAuthorityFiles::refusesAFolderThatOthersCanEnter()
{
    QVERIFY(open());
    QVERIFY(QFile::setPermissions(folder(), QFileInfo(folder()).permissions() | QFile::ExeOther));
    QVERIFY2(complaint().contains(u"0700"_s), qPrintable(complaint()));
}

void TestAuthorityFiles::refusesFilesThatDoNotBelongTogether()
{
    QVERIFY(open());
    const QByteArray certificate = contentsOf(Authority::certificateFile(folder()));
    QVERIFY(QDir(folder()).removeRecursively());
    QVERIFY(open());
    write(Authority::certificateFile(folder()), certificate);
    QVERIFY2(complaint().contains(u"are not a key and its certificate"_s), qPrintable(complaint()));
    write(Authority::certificateFile(folder()), "nonsense");
    QVERIFY(!complaint().isEmpty());
}

void TestAuthorityFiles::goesOnAfterItWasInterrupted()
{
    QVERIFY(open());
    const QByteArray key = contentsOf(keyPath());
    QVERIFY(QFile::remove(Authority::certificateFile(folder())));
    QVERIFY(open());
    QCOMPARE(contentsOf(keyPath()), key);
}

void TestAuthorityFiles::isExplained()
{
    for (const QString &part : {u"--print-ca"_s, u"Firefox"_s, u"certutil"_s, u"update-ca-certificates"_s})
        QVERIFY2(trustHelp().contains(part), qPrintable(part));
}

QTEST_GUILESS_MAIN(TestAuthorityFiles)
#include "tst_authority.moc"
