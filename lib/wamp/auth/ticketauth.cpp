// SPDX-License-Identifier: MIT
#include "ticketauth.h"

#include "authcrypto.h"
#include "serverexchange.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

class TicketExchange final : public ServerExchange
{
public:
    TicketExchange(const AuthRequest &request, const AuthMeans &means, const PrincipalLookup &lookup)
        : ServerExchange(request, means)
        , m_lookup(lookup)
    { }

protected:
    AuthStep challenge() override
    {
        const QString &authid = request().hello.authid;
        if (authid.isEmpty())
            return badHello(u"ticket: HELLO has no authid"_s);
        m_principal = m_lookup(authid, request());
        return Challenge{u"ticket"_s, {}};
    }

    AuthStep verify(const Authenticate &message) override
    {
        // Digests, since tickets of different lengths would be told apart by the time.
        const QByteArray right = sha256(m_principal.value_or(Principal()).secret.toUtf8());
        const bool isRight = equalSecrets(sha256(message.signature.toUtf8()), right);
        if (!isRight || !m_principal || m_principal->secret.isEmpty())
            return failedLogin();
        return accepted(*m_principal, request().hello.authid, u"ticket"_s);
    }

private:
    PrincipalLookup m_lookup;
    std::optional<Principal> m_principal;
};

} // namespace

TicketAuth::TicketAuth(PrincipalLookup lookup)
    : m_lookup(std::move(lookup))
{ }

QString TicketAuth::name() const
{
    return u"ticket"_s;
}

std::unique_ptr<AuthExchange> TicketAuth::exchange(const AuthRequest &request, const AuthMeans &means)
{
    return std::make_unique<TicketExchange>(request, means, m_lookup);
}

} // namespace Gantry::Wamp
