// SPDX-License-Identifier: GPL-3.0-only
// The inspector's own certificate authority: made on first use, kept where only this
// user can read it, and trusted by nobody until a person says so
// (inspector/doc/trust-ca.md). Signs a certificate for each host that a proxy speaks
// for. Knows files; certificates themselves are made by CertificateMaker.
#pragma once

#include "capture/tlsfiles.h"

#include <QtCore/QHash>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslKey>

#include <memory>
#include <variant>

namespace Gantry::Inspector {

class CertificateMaker;

class Authority
{
public:
    //! Certificates kept in memory; past it they are made anew.
    static constexpr qsizetype MaxCached = 1000;

    using Result = std::variant<std::unique_ptr<Authority>, QString>;

    //! Whether this build can make certificates (it was built with OpenSSL).
    static bool isAvailable();
    //! What is missing otherwise (English).
    static QString whyUnavailable();
    //! $XDG_DATA_HOME/gantry-inspector/ca
    static QString defaultFolder();
    //! The certificate to be trusted, in \a folder, whether it exists or not.
    static QString certificateFile(const QString &folder);
    static bool exists(const QString &folder);

    //! The one in \a folder, which is made if there is none; or in English why not.
    static Result open(const QString &folder);
    ~Authority();

    const QSslCertificate &certificate() const noexcept { return m_certificate; }
    //! Settings to speak for \a name, a host name or address: TLS for the server's side,
    //! HTTP/1.1 alone.
    TlsResult tlsFor(const QString &name);

private:
    Authority();

    std::unique_ptr<CertificateMaker> m_maker;
    QSslCertificate m_certificate;
    QSslKey m_leafKey; // of all certificates that are signed
    QHash<QString, QSslConfiguration> m_cache;
};

//! The folder that \a files name, or the usual one.
QString authorityFolder(const ProxyTlsFiles &files);

} // namespace Gantry::Inspector
