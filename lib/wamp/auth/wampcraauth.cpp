// SPDX-License-Identifier: MIT
#include "wampcraauth.h"

#include "authcrypto.h"
#include "serverexchange.h"
#include "wampcra.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

class WampCraExchange final : public ServerExchange
{
public:
    WampCraExchange(const AuthRequest &request, const AuthMeans &means, const PrincipalLookup &lookup,
                    const WampCraDecoy &decoy)
        : ServerExchange(request, means)
        , m_lookup(lookup)
        , m_decoy(decoy)
    { }

protected:
    AuthStep challenge() override
    {
        const QString &authid = request().hello.authid;
        if (authid.isEmpty())
            return badHello(u"wampcra: HELLO has no authid"_s);
        const auto found = m_lookup(authid, request());
        m_isKnown = found && !found->secret.isEmpty();
        m_principal = m_isKnown ? *found : decoyOf(authid);
        m_challenge = challengeText();
        QVariantMap extra{{u"challenge"_s, QString::fromUtf8(m_challenge)}};
        if (!m_principal.salt.isEmpty()) {
            extra.insert(u"salt"_s, m_principal.salt);
            extra.insert(u"iterations"_s, m_principal.iterations);
            extra.insert(u"keylen"_s, m_principal.keyLength);
        }
        return Challenge{u"wampcra"_s, extra};
    }

    AuthStep verify(const Authenticate &message) override
    {
        const QByteArray right = computeWcs(m_principal.secret.toUtf8(), m_challenge);
        const bool isRight = equalSecrets(message.signature.toUtf8(), right);
        if (!isRight || !m_isKnown)
            return failedLogin();
        return accepted(m_principal, request().hello.authid, u"wampcra"_s);
    }

private:
    Principal decoyOf(const QString &authid) const
    {
        const QByteArray mac = hmacSha256(m_decoy.key, authid.toUtf8());
        Principal decoy{
            .authid = authid,
            .authrole = m_decoy.authrole,
            .authprovider = m_decoy.authprovider,
            .secret = QString::fromLatin1(hmacSha256(m_decoy.key, mac).toBase64()),
        };
        if (m_decoy.isSalted) {
            decoy.salt = QString::fromLatin1(mac.first(16).toBase64());
            decoy.iterations = m_decoy.iterations;
            decoy.keyLength = m_decoy.keyLength;
        }
        return decoy;
    }

    QByteArray challengeText() const
    {
        const QString &authid = request().hello.authid;
        const QJsonObject object{
            {u"authid"_s, m_principal.authid.isEmpty() ? authid : m_principal.authid},
            {u"authrole"_s, m_principal.authrole},
            {u"authmethod"_s, u"wampcra"_s},
            {u"authprovider"_s, m_principal.authprovider},
            {u"nonce"_s, QString::fromLatin1(means().random(24).toBase64())},
            {u"timestamp"_s, began().toUTC().toString(Qt::ISODateWithMs)},
            {u"session"_s, qint64(request().session)},
        };
        return QJsonDocument(object).toJson(QJsonDocument::Compact);
    }

    PrincipalLookup m_lookup;
    WampCraDecoy m_decoy;
    bool m_isKnown = false;
    Principal m_principal;
    QByteArray m_challenge;
};

} // namespace

WampCraAuth::WampCraAuth(PrincipalLookup lookup, WampCraDecoy decoy)
    : m_lookup(std::move(lookup))
    , m_decoy(std::move(decoy))
{ }

QString WampCraAuth::name() const
{
    return u"wampcra"_s;
}

std::unique_ptr<AuthExchange> WampCraAuth::exchange(const AuthRequest &request, const AuthMeans &means)
{
    if (m_decoy.key.isEmpty())
        m_decoy.key = means.random(32);
    return std::make_unique<WampCraExchange>(request, means, m_lookup, m_decoy);
}

} // namespace Gantry::Wamp
