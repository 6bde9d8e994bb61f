// SPDX-License-Identifier: MIT
// Certificates for tests: an authority and what it has signed, made by the openssl
// command when a test begins, so that no key is stored and none expires.
#pragma once

#include <QtCore/QTemporaryDir>
#include <QtNetwork/QSslConfiguration>

namespace Gantry::Testing {

class TlsFixture
{
public:
    enum class Certificate {
        Good, //!< for localhost and 127.0.0.1
        OtherName, //!< for somewhere else
        Expired, //!< good otherwise
    };

    TlsFixture();

    //! Empty, or why there are no certificates: what a test says when it is skipped.
    const QString &error() const { return m_error; }

    QSslConfiguration server(Certificate certificate = Certificate::Good) const;
    //! Another server, for 127.0.0.1, whose certificate has a key made by \a newKey and is
    //! signed with itself and \a digest, as openssl req names them; a client that knows it
    //! has it as authority. Null, and error() is set, when that fails.
    QSslConfiguration selfSigned(const QStringList &newKey, const QString &digest);
    //! Knows the authority, or none at all.
    QSslConfiguration client(bool knowsAuthority = true) const;

private:
    bool openssl(const QStringList &arguments);
    bool writeConfiguration();
    bool makeAuthority();
    bool sign(const QString &name, const QString &section, const QStringList &validity);
    QString path(const QString &name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
    QString m_error;
};

} // namespace Gantry::Testing
