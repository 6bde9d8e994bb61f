// SPDX-License-Identifier: MIT
#include "support/servertls.h"

#include <QtCore/QFile>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslKey>
#include <QtNetwork/QSslSocket>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

//! A key file does not say its algorithm in a way Qt would look at: try.
QSslKey readKey(const QByteArray &pem)
{
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec}) {
        if (const QSslKey key(pem, algorithm); !key.isNull())
            return key;
    }
    return {};
}

} // namespace

std::variant<QSslConfiguration, QString> serverTls(const QString &certificateFile, const QString &keyFile)
{
    QFile keyDevice(keyFile);
    if (!keyDevice.open(QIODevice::ReadOnly))
        return u"cannot read %1: %2"_s.arg(keyFile, keyDevice.errorString());
    const QSslKey key = readKey(keyDevice.readAll());
    if (key.isNull())
        return u"no private key (RSA or EC, PEM, without a password) in %1"_s.arg(keyFile);

    QFile certificateDevice(certificateFile);
    if (!certificateDevice.open(QIODevice::ReadOnly))
        return u"cannot read %1: %2"_s.arg(certificateFile, certificateDevice.errorString());
    const QList<QSslCertificate> chain = QSslCertificate::fromDevice(&certificateDevice);
    if (chain.isEmpty())
        return u"no certificate (PEM) in %1"_s.arg(certificateFile);

    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(chain);
    configuration.setPrivateKey(key);
    // Clients of an echo server have no certificates of their own.
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    return configuration;
}

} // namespace Gantry::Examples
