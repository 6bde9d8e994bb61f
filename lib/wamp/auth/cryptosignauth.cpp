// SPDX-License-Identifier: MIT
#include "cryptosignauth.h"

#include "authcrypto.h"
#include "cryptosign.h"
#include "serverexchange.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

class CryptosignExchange final : public ServerExchange
{
public:
    CryptosignExchange(const AuthRequest &request, const AuthMeans &means, const PrincipalLookup &lookup,
                       const QByteArray &routerKey)
        : ServerExchange(request, means)
        , m_lookup(lookup)
        , m_routerKey(routerKey)
    { }

protected:
    AuthStep challenge() override
    {
        if (const QString error = readHello(); !error.isEmpty())
            return badHello(error);
        m_principal = m_lookup(hexText(m_publicKey), request());
        m_challenge = means().random(cryptosignKeyOctets);
        QVariantMap extra{{u"challenge"_s, hexText(m_challenge)}};
        if (m_channelId)
            extra.insert(u"channel_binding"_s, m_channelBinding);
        if (m_clientChallenge && !m_routerKey.isEmpty()) {
            const auto signature = signCryptosign(m_routerKey, *m_clientChallenge, m_channelId);
            if (!signature)
                return badHello(u"cryptosign: the router cannot sign"_s);
            extra.insert(u"pubkey"_s, hexText(cryptosignPublicKey(m_routerKey)));
            extra.insert(u"signature"_s, hexText(*signature));
        }
        return Challenge{u"cryptosign"_s, extra};
    }

    AuthStep verify(const Authenticate &message) override
    {
        const auto answer = decodedHex(message.signature, cryptosignAnswerOctets);
        if (!answer || !verifyCryptosign(m_publicKey, *answer, m_challenge, m_channelId) || !m_principal)
            return failedLogin();
        // Without one in the principal, the key is the name (the specification's advice).
        AuthAccept accept = accepted(*m_principal, hexText(m_publicKey), u"cryptosign"_s);
        const QString &asked = request().hello.authid;
        if (!asked.isEmpty() && asked != accept.authid)
            return failedLogin();
        return accept;
    }

private:
    //! What is wrong with it; empty: nothing.
    QString readHello()
    {
        const QVariantMap &extra = request().hello.authextra;
        std::optional<QString> key;
        std::optional<QString> binding;
        std::optional<QString> challenge;
        if (!readText(extra, u"pubkey"_s, key) || !readText(extra, u"channel_binding"_s, binding)
            || !readText(extra, u"challenge"_s, challenge))
            return u"cryptosign: authextra has what is no text"_s;
        const auto publicKey = decodedHex(key.value_or(QString()), cryptosignKeyOctets);
        if (!publicKey)
            return u"cryptosign: authextra.pubkey is not 64 hexadecimal digits"_s;
        m_publicKey = *publicKey;
        if (challenge) {
            m_clientChallenge = decodedHex(*challenge, cryptosignKeyOctets);
            if (!m_clientChallenge)
                return u"cryptosign: authextra.challenge is not 64 hexadecimal digits"_s;
        }
        if (binding) {
            m_channelBinding = *binding;
            m_channelId = channelIdOf(request(), *binding);
            if (!m_channelId || m_channelId->size() != cryptosignKeyOctets)
                return u"cryptosign: there is no such channel binding here"_s;
        }
        return {};
    }

    PrincipalLookup m_lookup;
    QByteArray m_routerKey;
    std::optional<Principal> m_principal;
    QByteArray m_publicKey;
    QByteArray m_challenge;
    std::optional<QByteArray> m_clientChallenge;
    QString m_channelBinding;
    std::optional<QByteArray> m_channelId;
};

} // namespace

CryptosignAuth::CryptosignAuth(PrincipalLookup lookup, QByteArray routerKey)
    : m_lookup(std::move(lookup))
    , m_routerKey(std::move(routerKey))
{
    Q_ASSERT(m_routerKey.isEmpty() || m_routerKey.size() == cryptosignKeyOctets);
}

QString CryptosignAuth::name() const
{
    return u"cryptosign"_s;
}

std::unique_ptr<AuthExchange> CryptosignAuth::exchange(const AuthRequest &request, const AuthMeans &means)
{
    return std::make_unique<CryptosignExchange>(request, means, m_lookup, m_routerKey);
}

} // namespace Gantry::Wamp
