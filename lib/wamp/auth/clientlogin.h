// SPDX-License-Identifier: MIT
// A client's side of HELLO, CHALLENGE, AUTHENTICATE and WELCOME when it offers one or more
// methods: what HELLO says of all of them, and which of them a challenge belongs to.
#pragma once

#include "clientauth.h"

#include <vector>

namespace Gantry::Wamp {

/*!
    One join's. In order: hello() once, answer() for a CHALLENGE, check() for a WELCOME. On
    an AuthFailure the session sends ABORT with it and is over.
*/
class GANTRY_WAMP_EXPORT ClientLogin
{
public:
    explicit ClientLogin(ClientAuths auths, ClientAuthMeans means = {});
    ClientLogin(const ClientLogin &) = delete;
    ClientLogin &operator=(const ClientLogin &) = delete;
    ~ClientLogin();

    /*!
        Fills authmethods in, in the order given, and authid and authextra. What \a details
        has already stays; methods that want another authid, or another value of the same
        key of authextra than another one or \a details, fail.
    */
    std::optional<AuthFailure> hello(HelloDetails &details);
    //! A second challenge, or one of a method that was not offered, fails.
    std::variant<Authenticate, AuthFailure> answer(const Challenge &challenge);
    //! A WELCOME without a challenge fails when each offered method proves the router; else
    //! the session came in by another way, such as a cookie.
    std::optional<AuthFailure> check(const WelcomeDetails &welcome);

private:
    struct Offer
    {
        QStringList names;
        std::unique_ptr<ClientAuthExchange> exchange;
    };

    ClientAuths m_auths;
    ClientAuthMeans m_means;
    std::vector<Offer> m_offers;
    ClientAuthExchange *m_chosen = nullptr; //!< of m_offers
};

} // namespace Gantry::Wamp
