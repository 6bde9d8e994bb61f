// SPDX-License-Identifier: MIT
// A certificate authority that lives as long as a test, and what it has signed: made
// by openssl when it is needed, so that no key is ever stored and none expires.
#pragma once

#include <QtCore/QTemporaryDir>
#include <QtNetwork/QSslConfiguration>

namespace Gantry::Interop {

class TestAuthority
{
public:
    //! Certificates for \a names, as openssl writes alternative names.
    explicit TestAuthority(const QString &names = QStringLiteral("DNS:localhost,IP:127.0.0.1"));

    //! Empty, or why there are no certificates.
    const QString &error() const { return m_error; }

    QString authorityFile() const { return m_folder.filePath(QStringLiteral("ca.pem")); }
    QString certificateFile() const { return m_folder.filePath(QStringLiteral("server.pem")); }
    QString keyFile() const { return m_folder.filePath(QStringLiteral("server.key")); }

    QSslConfiguration forServer() const;
    QSslConfiguration forClient() const;

private:
    bool openssl(const QStringList &arguments);
    void make(const QString &names);

    QTemporaryDir m_folder;
    QString m_error;
};

} // namespace Gantry::Interop
