// SPDX-License-Identifier: MIT
// "wampcra": the client signs a challenge with a secret that both know.
#pragma once

#include "principal.h"

namespace Gantry::Wamp {

/*!
    What somebody unknown is challenged with. It hides who exists when those who do have the
    same role, provider and salting; salts are then 24 characters of base64 by chance.
*/
struct WampCraDecoy
{
    QString authrole = QStringLiteral("user");
    QString authprovider = QStringLiteral("static");
    bool isSalted = false;
    int iterations = 1000;
    int keyLength = 32; //!< octets
    //! Salts follow from it and the authid. Empty: by chance, once a method; keep one and the
    //! salts outlive the program, as real ones do.
    QByteArray key = {};
    bool operator==(const WampCraDecoy &) const = default;
};

//! \a lookup is asked by authid; Principal says whether the secret is salted.
class GANTRY_WAMP_EXPORT WampCraAuth final : public AuthMethod
{
public:
    explicit WampCraAuth(PrincipalLookup lookup, WampCraDecoy decoy = {});

    QString name() const override;
    std::unique_ptr<AuthExchange> exchange(const AuthRequest &request, const AuthMeans &means) override;

private:
    PrincipalLookup m_lookup;
    WampCraDecoy m_decoy;
};

} // namespace Gantry::Wamp
