// SPDX-License-Identifier: MIT
// "ticket": the client shows a secret as it is, which is for TLS or for one-time passwords.
#pragma once

#include "principal.h"

namespace Gantry::Wamp {

//! \a lookup is asked by authid; Principal::secret is the ticket.
class GANTRY_WAMP_EXPORT TicketAuth final : public AuthMethod
{
public:
    explicit TicketAuth(PrincipalLookup lookup);

    QString name() const override;
    std::unique_ptr<AuthExchange> exchange(const AuthRequest &request, const AuthMeans &means) override;

private:
    PrincipalLookup m_lookup;
};

} // namespace Gantry::Wamp
