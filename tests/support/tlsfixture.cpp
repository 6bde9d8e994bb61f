// SPDX-License-Identifier: MIT
#include "support/tlsfixture.h"

#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslKey>

namespace Gantry::Testing {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr char Configuration[] = R"([ca]
default_ca = authority
[authority]
database = index.txt
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[good]
subjectAltName = DNS:localhost,IP:127.0.0.1
[other]
subjectAltName = DNS:elsewhere.example
)";

QString fileName(TlsFixture::Certificate certificate)
{
    switch (certificate) {
    case TlsFixture::Certificate::Good:
        return u"good"_s;
    case TlsFixture::Certificate::OtherName:
        return u"other"_s;
    case TlsFixture::Certificate::Expired:
        return u"expired"_s;
    }
    Q_UNREACHABLE();
}

// Curve keys: made in a moment, where RSA takes a second.
const QStringList NewKey{u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s,
                         u"-nodes"_s};

} // namespace

TlsFixture::TlsFixture()
{
    if (QStandardPaths::findExecutable(u"openssl"_s).isEmpty()) {
        m_error = u"openssl is not installed"_s;
        return;
    }
    const QStringList valid{u"-days"_s, u"2"_s};
    const QStringList past{u"-startdate"_s, u"20200101000000Z"_s, u"-enddate"_s, u"20200201000000Z"_s};
    [[maybe_unused]] const bool done = writeConfiguration() && makeAuthority()
        && sign(u"good"_s, u"good"_s, valid) && sign(u"other"_s, u"other"_s, valid)
        && sign(u"expired"_s, u"good"_s, past);
    Q_ASSERT(done == m_error.isEmpty());
}

bool TlsFixture::openssl(const QStringList &arguments)
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(u"openssl"_s, arguments);
    if (process.waitForFinished() && process.exitCode() == 0)
        return true;
    m_error = u"openssl %1: %2"_s.arg(arguments.first(), QString::fromUtf8(process.readAllStandardError()));
    return false;
}

bool TlsFixture::writeConfiguration()
{
    QFile configuration(path(u"ca.cnf"_s));
    QFile index(path(u"index.txt"_s));
    if (configuration.open(QIODevice::WriteOnly) && index.open(QIODevice::WriteOnly)
        && configuration.write(Configuration) > 0) {
        return true;
    }
    m_error = configuration.errorString();
    return false;
}

bool TlsFixture::makeAuthority()
{
    return openssl(QStringList{u"req"_s, u"-x509"_s, u"-subj"_s, u"/CN=Test Authority"_s, u"-days"_s, u"2"_s,
                               u"-keyout"_s, u"ca.key"_s, u"-out"_s, u"ca.pem"_s}
                   + NewKey);
}

bool TlsFixture::sign(const QString &name, const QString &section, const QStringList &validity)
{
    return openssl(QStringList{u"req"_s, u"-subj"_s, u"/CN=Test Server"_s, u"-keyout"_s, name + u".key"_s,
                               u"-out"_s, name + u".csr"_s}
                   + NewKey)
        && openssl(QStringList{u"ca"_s, u"-batch"_s, u"-notext"_s, u"-config"_s, u"ca.cnf"_s,
                               u"-extensions"_s, section, u"-in"_s, name + u".csr"_s, u"-out"_s,
                               name + u".pem"_s}
                   + validity);
}

QSslConfiguration TlsFixture::server(Certificate certificate) const
{
    const QString name = fileName(certificate);
    QFile file(path(name + u".key"_s));
    const QByteArray key = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(QSslCertificate::fromPath(path(name + u".pem"_s)));
    configuration.setPrivateKey(QSslKey(key, QSsl::Ec));
    return configuration;
}

QSslConfiguration TlsFixture::selfSigned(const QStringList &newKey, const QString &digest)
{
    QStringList arguments{u"req"_s,
                          u"-x509"_s,
                          u"-nodes"_s,
                          u"-subj"_s,
                          u"/CN=Own"_s,
                          u"-addext"_s,
                          u"subjectAltName=IP:127.0.0.1"_s,
                          u"-days"_s,
                          u"2"_s,
                          u"-keyout"_s,
                          u"own.key"_s,
                          u"-out"_s,
                          u"own.pem"_s};
    if (!digest.isEmpty())
        arguments.append(u'-' + digest);
    if (!openssl(arguments + newKey))
        return {};
    QFile file(path(u"own.key"_s));
    const QByteArray pem = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    QSslKey key(pem, QSsl::Rsa);
    if (key.isNull())
        key = QSslKey(pem, QSsl::Ec);
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(QSslCertificate::fromPath(path(u"own.pem"_s)));
    configuration.setPrivateKey(key);
    return configuration;
}

QSslConfiguration TlsFixture::client(bool knowsAuthority) const
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setCaCertificates(knowsAuthority ? QSslCertificate::fromPath(path(u"ca.pem"_s))
                                                   : QList<QSslCertificate>());
    return configuration;
}

} // namespace Gantry::Testing
