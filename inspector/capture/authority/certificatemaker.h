// SPDX-License-Identifier: GPL-3.0-only
// Makes keys and certificates (RFC 5280) as PEM. The only file that knows OpenSSL;
// a build without it has a maker that makes none.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <memory>

namespace Gantry::Inspector {

class CertificateMaker
{
public:
    static bool isAvailable();

    CertificateMaker();
    ~CertificateMaker();
    Q_DISABLE_COPY_MOVE(CertificateMaker)

    //! A new key of an authority (EC P-256), PEM; empty on failure.
    QByteArray makeKey();
    //! The authority's certificate for \a keyPem, self-signed, for ten years.
    QByteArray makeAuthority(const QByteArray &keyPem);
    //! Takes both for signing. False: they cannot be read or do not belong together.
    bool use(const QByteArray &keyPem, const QByteArray &certificatePem);
    //! The key of all certificates that sign() makes.
    QByteArray leafKey();
    //! A certificate for a server of that \a name, valid a year from yesterday.
    QByteArray sign(const QString &name);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Gantry::Inspector
