// SPDX-License-Identifier: MIT
// Who may join, as methods of authentication ask for it. Where it is kept is the
// application's affair.
#pragma once

#include "scram.h"
#include "serverauth.h"

namespace Gantry::Wamp {

struct Principal
{
    QString authid = {}; //!< empty: the one that was looked for
    QString authrole = {};
    QString authprovider = QStringLiteral("static");
    QVariantMap authextra = {}; //!< for WELCOME
    //! The ticket, or WAMP-CRA's secret, or with a salt what deriveKey() made of the
    //! password. Empty: neither method lets it in.
    QString secret = {};
    //! WAMP-CRA, if the secret is derived: deriveKey()'s parameters.
    QString salt = {};
    int iterations = 1000;
    int keyLength = 32; //!< octets
    std::optional<ScramCredential> scram = {};
    bool operator==(const Principal &) const = default;
};

/*!
    Finds whom \a key names: an authid, normalized by SASLprep for SCRAM; of cryptosign the
    public key, of TLS the certificate's fingerprint, both in lower case hexadecimal, or a name
    in it. \a request says what else is known, such as the realm. Called once a login (with the
    names of a certificate until one is known), in the router's thread. To tell nobody who exists it should
   take as long either way.
*/
using PrincipalLookup =
    std::function<std::optional<Principal>(const QString &key, const AuthRequest &request)>;

} // namespace Gantry::Wamp
