// SPDX-License-Identifier: MIT
#include "testauthority.h"

#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslKey>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

TestAuthority::TestAuthority(const QString &names)
{
    if (QStandardPaths::findExecutable(u"openssl"_s).isEmpty())
        m_error = u"openssl is not installed"_s;
    else
        make(names);
}

bool TestAuthority::openssl(const QStringList &arguments)
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(u"openssl"_s, arguments);
    if (process.waitForFinished() && process.exitCode() == 0)
        return true;
    m_error = u"openssl %1: %2"_s.arg(arguments.first(), QString::fromUtf8(process.readAllStandardError()));
    return false;
}

void TestAuthority::make(const QString &names)
{
    QFile extensions(m_folder.filePath(u"server.ext"_s));
    if (!extensions.open(QIODevice::WriteOnly)) {
        m_error = extensions.errorString();
        return;
    }
    extensions.write("subjectAltName=" + names.toLatin1() + "\nbasicConstraints=CA:FALSE\n");
    extensions.close();

    // Curve keys: made in a moment, where RSA takes a second.
    const QStringList newKey{u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s,
                             u"-nodes"_s};
    const bool done =
        openssl(QStringList{u"req"_s, u"-x509"_s, u"-subj"_s, u"/CN=Test Authority"_s, u"-days"_s, u"2"_s,
                            u"-addext"_s, u"keyUsage=critical,keyCertSign,cRLSign"_s, u"-keyout"_s,
                            u"ca.key"_s, u"-out"_s, u"ca.pem"_s}
                + newKey)
        && openssl(QStringList{u"req"_s, u"-subj"_s, u"/CN=Test Server"_s, u"-keyout"_s, u"server.key"_s,
                               u"-out"_s, u"server.csr"_s}
                   + newKey)
        && openssl({u"x509"_s, u"-req"_s, u"-in"_s, u"server.csr"_s, u"-CA"_s, u"ca.pem"_s, u"-CAkey"_s,
                    u"ca.key"_s, u"-CAcreateserial"_s, u"-days"_s, u"2"_s, u"-extfile"_s, u"server.ext"_s,
                    u"-out"_s, u"server.pem"_s});
    Q_ASSERT(done == m_error.isEmpty());
}

QSslConfiguration TestAuthority::forServer() const
{
    QFile keyFile(this->keyFile());
    const QByteArray key = keyFile.open(QIODevice::ReadOnly) ? keyFile.readAll() : QByteArray();
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(QSslCertificate::fromPath(certificateFile()));
    configuration.setPrivateKey(QSslKey(key, QSsl::Ec));
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    return configuration;
}

QSslConfiguration TestAuthority::forClient() const
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setCaCertificates(QSslCertificate::fromPath(authorityFile()));
    return configuration;
}

} // namespace Gantry::Interop
