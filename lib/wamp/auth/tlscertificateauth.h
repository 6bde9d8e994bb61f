// SPDX-License-Identifier: MIT
// "tls": the client is who the certificate of its TLS connection says.
#pragma once

#include "principal.h"

namespace Gantry::Wamp {

//! What of a certificate a principal is looked for by.
enum class CertificateKey : quint8 {
    Fingerprint, //!< SHA-256 of the DER form, 64 lower case hexadecimal digits
    //! The names of the extension, DNS before e-mail; the first that the lookup knows.
    AlternativeName,
    CommonName, //!< of the subject, when there is exactly one
};

struct TlsCertificateOptions
{
    CertificateKey by = CertificateKey::Fingerprint;
    //! Also what no CA vouches for. TLS proves the private key either way, so that a
    //! fingerprint needs none; names do, and are never taken from such a certificate.
    bool acceptUnverified = false;
    bool operator==(const TlsCertificateOptions &) const = default;
};

//! A client that says its authid gets in as that one alone.
class GANTRY_WAMP_EXPORT TlsCertificateAuth final : public AuthMethod
{
public:
    explicit TlsCertificateAuth(PrincipalLookup lookup, TlsCertificateOptions options = {});

    QString name() const override; //!< "tls"
    std::unique_ptr<AuthExchange> exchange(const AuthRequest &request, const AuthMeans &means) override;

private:
    PrincipalLookup m_lookup;
    TlsCertificateOptions m_options;
};

} // namespace Gantry::Wamp
