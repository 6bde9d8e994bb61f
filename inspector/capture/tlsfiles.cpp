// SPDX-License-Identifier: GPL-3.0-only
#include "capture/tlsfiles.h"

#include <QtCore/QFile>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslKey>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

std::variant<QByteArray, QString> contentsOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return u"cannot read '%1': %2"_s.arg(path, file.errorString());
    return file.readAll();
}

std::variant<QList<QSslCertificate>, QString> certificatesIn(const QString &path)
{
    const auto pem = contentsOf(path);
    if (const auto *error = std::get_if<QString>(&pem))
        return *error;
    const auto certificates = QSslCertificate::fromData(std::get<QByteArray>(pem), QSsl::Pem);
    if (certificates.isEmpty())
        return u"'%1' has no certificate in PEM"_s.arg(path);
    return certificates;
}

std::variant<QSslKey, QString> keyIn(const QString &path)
{
    const auto pem = contentsOf(path);
    if (const auto *error = std::get_if<QString>(&pem))
        return *error;
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec}) {
        const QSslKey key(std::get<QByteArray>(pem), algorithm, QSsl::Pem);
        if (!key.isNull())
            return key;
    }
    return u"'%1' has no unencrypted RSA or EC key in PEM"_s.arg(path);
}

//! HTTP/2 carries WebSocket differently (RFC 8441) and would pass unread: both sides
//! must agree on HTTP/1.1.
QSslConfiguration http11Only()
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setAllowedNextProtocols({QByteArrayLiteral("http/1.1")});
    return configuration;
}

} // namespace

TlsResult listenerTls(const ProxyTlsFiles &files)
{
    const auto chain = certificatesIn(files.certificateFile);
    if (const auto *error = std::get_if<QString>(&chain))
        return *error;
    const auto key = keyIn(files.keyFile);
    if (const auto *error = std::get_if<QString>(&key))
        return *error;
    return serverTls(std::get<QList<QSslCertificate>>(chain), std::get<QSslKey>(key));
}

QSslConfiguration serverTls(const QList<QSslCertificate> &chain, const QSslKey &key)
{
    QSslConfiguration configuration = http11Only();
    configuration.setLocalCertificateChain(chain);
    configuration.setPrivateKey(key);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone); // clients show no certificate
    return configuration;
}

TlsResult targetTls(const ProxyTlsFiles &files)
{
    QSslConfiguration configuration = http11Only();
    configuration.setPeerVerifyMode(files.insecure ? QSslSocket::VerifyNone : QSslSocket::VerifyPeer);
    if (files.caFile.isEmpty())
        return configuration;
    const auto authorities = certificatesIn(files.caFile);
    if (const auto *error = std::get_if<QString>(&authorities))
        return *error;
    configuration.setCaCertificates(std::get<QList<QSslCertificate>>(authorities));
    return configuration;
}

} // namespace Gantry::Inspector
