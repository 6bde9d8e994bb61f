// SPDX-License-Identifier: MIT
#include "tlscertificateauth.h"

#include "authcrypto.h"
#include "serverexchange.h"

#include <QtNetwork/QSslCertificate>

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

QStringList keysOf(const QByteArray &der, CertificateKey by)
{
    if (by == CertificateKey::Fingerprint)
        return {QString::fromLatin1(sha256(der).toHex())};
    const QSslCertificate certificate(der, QSsl::Der);
    if (by == CertificateKey::AlternativeName) {
        const auto names = certificate.subjectAlternativeNames();
        return names.values(QSsl::DnsEntry) + names.values(QSsl::EmailEntry);
    }
    const QStringList names = certificate.subjectInfo(QSslCertificate::CommonName);
    return names.size() == 1 ? names : QStringList();
}

class TlsExchange final : public ServerExchange
{
public:
    TlsExchange(const AuthRequest &request, const AuthMeans &means, const PrincipalLookup &lookup,
                const TlsCertificateOptions &options)
        : ServerExchange(request, means)
        , m_lookup(lookup)
        , m_options(options)
    { }

protected:
    AuthStep challenge() override
    {
        const bool mayBeUnverified =
            m_options.acceptUnverified && m_options.by == CertificateKey::Fingerprint;
        if (!request().isSecure || request().peerCertificate.isEmpty()
            || !(request().isPeerCertificateVerified || mayBeUnverified))
            return failedLogin();
        const QStringList keys = keysOf(request().peerCertificate, m_options.by);
        for (const QString &key : keys) {
            if (const auto principal = m_lookup(key, request()))
                return judge(accepted(*principal, key, u"tls"_s));
        }
        return failedLogin();
    }

    AuthStep verify(const Authenticate &message) override
    {
        Q_UNUSED(message)
        return failedLogin();
    }

private:
    AuthStep judge(const AuthAccept &accept) const
    {
        const QString &asked = request().hello.authid;
        if (!asked.isEmpty() && asked != accept.authid)
            return failedLogin();
        return accept;
    }

    PrincipalLookup m_lookup;
    TlsCertificateOptions m_options;
};

} // namespace

TlsCertificateAuth::TlsCertificateAuth(PrincipalLookup lookup, TlsCertificateOptions options)
    : m_lookup(std::move(lookup))
    , m_options(options)
{ }

QString TlsCertificateAuth::name() const
{
    return u"tls"_s;
}

std::unique_ptr<AuthExchange> TlsCertificateAuth::exchange(const AuthRequest &request, const AuthMeans &means)
{
    return std::make_unique<TlsExchange>(request, means, m_lookup, m_options);
}

} // namespace Gantry::Wamp
