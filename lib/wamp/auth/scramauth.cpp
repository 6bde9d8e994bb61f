// SPDX-License-Identifier: MIT
#include "scramauth.h"

#include "authcrypto.h"
#include "scramparts.h"
#include "serverexchange.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype nonceOctets = 18; //!< base64 without padding

//! The first of the two names in HELLO: a router takes methods in the client's order.
ScramDialect dialectOf(const AuthRequest &request)
{
    for (const QString &name : request.hello.authmethods) {
        for (const ScramDialect dialect : {ScramDialect::Specification, ScramDialect::Autobahn}) {
            if (name == dialectName(dialect))
                return dialect;
        }
    }
    return ScramDialect::Specification;
}

class ScramExchange final : public ServerExchange
{
public:
    ScramExchange(const AuthRequest &request, const AuthMeans &means, const PrincipalLookup &lookup,
                  const ScramDecoy &decoy)
        : ServerExchange(request, means)
        , m_lookup(lookup)
        , m_decoy(decoy)
    { }

protected:
    AuthStep challenge() override
    {
        if (const QString error = readHello(); !error.isEmpty())
            return badHello(error);
        findCredential();
        const ScramStretch &stretch = m_credential.stretch;
        m_words.nonce = m_words.clientNonce + QString::fromLatin1(means().random(nonceOctets).toBase64());
        m_words.salt = QString::fromLatin1(stretch.salt.toBase64());
        m_words.iterations = stretch.iterations;
        QVariantMap extra{
            {u"nonce"_s, m_words.nonce},
            {u"salt"_s, m_words.salt},
            {u"kdf"_s, kdfName(stretch.kdf)},
            {u"iterations"_s, stretch.iterations},
        };
        if (stretch.kdf != ScramKdf::Pbkdf2)
            extra.insert(u"memory"_s, stretch.memoryKib);
        return Challenge{dialectName(m_words.dialect), extra};
    }

    AuthStep verify(const Authenticate &message) override
    {
        const auto proof = decodedBase64(message.signature);
        const QByteArray authMessage = scramAuthMessage(m_words);
        const bool isRight = proof && verifyScramProof(*proof, m_credential.storedKey, authMessage);
        if (!isRight || !repeatsWords(message.extra) || !m_isKnown)
            return failedLogin();
        AuthAccept accept = accepted(m_principal, m_authid, dialectName(m_words.dialect));
        const QByteArray signature = hmacSha256(m_credential.serverKey, authMessage).toBase64();
        const QString verifier = QString::fromLatin1(signature);
        accept.authextra.insert(m_words.dialect == ScramDialect::Specification ? u"verifier"_s
                                                                               : u"scram_server_signature"_s,
                                verifier);
        return accept;
    }

private:
    //! What is wrong with it; empty: nothing.
    QString readHello()
    {
        const HelloDetails &hello = request().hello;
        if (hello.authid.isEmpty())
            return u"scram: HELLO has no authid"_s;
        std::optional<QString> nonce;
        std::optional<QString> binding;
        if (!readText(hello.authextra, u"nonce"_s, nonce) || !nonce || nonce->isEmpty()
            || !decodedBase64(*nonce))
            return u"scram: authextra.nonce is no base64"_s;
        if (!readText(hello.authextra, u"channel_binding"_s, binding))
            return u"scram: authextra.channel_binding is no text"_s;
        m_words.dialect = dialectOf(request());
        m_words.clientNonce = *nonce;
        if (binding) {
            const auto channelId = channelIdOf(request(), *binding);
            if (!channelId || m_words.dialect != ScramDialect::Specification)
                return u"scram: there is no such channel binding here"_s;
            m_words.channelBinding = *binding;
            m_words.channelId = *channelId;
        }
        return {};
    }

    void findCredential()
    {
        const QString &asked = request().hello.authid;
        const auto normalized = saslPrep(asked);
        m_authid = normalized.value_or(asked);
        // The specification signs what HELLO said, autobahn what is left of it.
        m_words.authid = m_words.dialect == ScramDialect::Specification ? asked : m_authid;
        const auto found = normalized ? m_lookup(*normalized, request()) : std::nullopt;
        m_isKnown = found && found->scram && found->scram->storedKey.size() == scramKeyOctets;
        if (m_isKnown) {
            m_principal = *found;
            m_credential = *found->scram;
            return;
        }
        const QByteArray mac = hmacSha256(m_decoy.key, m_authid.toUtf8());
        m_credential = {m_decoy.stretch, hmacSha256(m_decoy.key, mac), {}};
        m_credential.stretch.salt = mac.first(argon2SaltOctets);
    }

    //! Whether AUTHENTICATE.Extra says again what was agreed on; autobahn leaves it empty.
    bool repeatsWords(const QVariantMap &extra) const
    {
        std::optional<QString> nonce;
        std::optional<QString> binding;
        std::optional<QString> data;
        if (!readText(extra, u"nonce"_s, nonce) || !readText(extra, u"channel_binding"_s, binding)
            || !readText(extra, u"cbind_data"_s, data))
            return false;
        if (m_words.dialect == ScramDialect::Autobahn && !nonce)
            nonce = m_words.nonce;
        const QString channelId = QString::fromLatin1(m_words.channelId.toBase64());
        return nonce == m_words.nonce && binding.value_or(QString()) == m_words.channelBinding
            && data.value_or(QString()) == channelId;
    }

    PrincipalLookup m_lookup;
    ScramDecoy m_decoy;
    bool m_isKnown = false;
    QString m_authid;
    Principal m_principal;
    ScramCredential m_credential;
    ScramWords m_words;
};

} // namespace

ScramAuth::ScramAuth(PrincipalLookup lookup, ScramDecoy decoy)
    : m_lookup(std::move(lookup))
    , m_decoy(std::move(decoy))
{ }

QString ScramAuth::name() const
{
    return dialectName(ScramDialect::Specification);
}

QStringList ScramAuth::otherNames() const
{
    return {dialectName(ScramDialect::Autobahn)};
}

std::unique_ptr<AuthExchange> ScramAuth::exchange(const AuthRequest &request, const AuthMeans &means)
{
    if (m_decoy.key.isEmpty())
        m_decoy.key = means.random(32);
    return std::make_unique<ScramExchange>(request, means, m_lookup, m_decoy);
}

} // namespace Gantry::Wamp
