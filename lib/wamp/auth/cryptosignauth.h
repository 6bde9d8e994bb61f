// SPDX-License-Identifier: MIT
// "cryptosign": the client signs a challenge with its private key; the router knows the
// public one.
#pragma once

#include "principal.h"

namespace Gantry::Wamp {

/*!
    \a lookup is asked by the public key, 64 lower case hexadecimal digits. A client that says
    its authid gets in as that one alone. Clients may bind a login to "tls-server-end-point".
*/
class GANTRY_WAMP_EXPORT CryptosignAuth final : public AuthMethod
{
public:
    //! \a routerKey: the router's private key, 32 octets, to prove who it is to clients that
    //! ask for it; empty: it does not. Use it for nothing else: it signs what clients send.
    explicit CryptosignAuth(PrincipalLookup lookup, QByteArray routerKey = {});

    QString name() const override;
    std::unique_ptr<AuthExchange> exchange(const AuthRequest &request, const AuthMeans &means) override;

private:
    PrincipalLookup m_lookup;
    QByteArray m_routerKey;
};

} // namespace Gantry::Wamp
