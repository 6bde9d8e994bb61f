// SPDX-License-Identifier: MIT
// "wamp-scram", and "scram" as autobahn speaks it: both sides prove that they know the
// password, and the router keeps none.
#pragma once

#include "principal.h"

namespace Gantry::Wamp {

/*!
    How the password of somebody unknown is said to be stretched. It hides who exists when
    those who do have the same parameters, and salts of 16 octets by chance.
*/
struct ScramDecoy
{
    ScramStretch stretch = {}; //!< without the salt
    //! Salts follow from it and the authid. Empty: by chance, once a method; keep one and the
    //! salts outlive the program, as real ones do.
    QByteArray key = {};
    bool operator==(const ScramDecoy &) const = default;
};

/*!
    \a lookup is asked by the authid as SASLprep normalizes it, for Principal::scram. Clients
    may bind a login to "tls-server-end-point" with "wamp-scram".
*/
class GANTRY_WAMP_EXPORT ScramAuth final : public AuthMethod
{
public:
    explicit ScramAuth(PrincipalLookup lookup, ScramDecoy decoy = {});

    QString name() const override; //!< "wamp-scram"
    QStringList otherNames() const override; //!< "scram"
    std::unique_ptr<AuthExchange> exchange(const AuthRequest &request, const AuthMeans &means) override;

private:
    PrincipalLookup m_lookup;
    ScramDecoy m_decoy;
};

} // namespace Gantry::Wamp
