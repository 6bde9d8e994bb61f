// SPDX-License-Identifier: MIT
// A client's side of SCRAM: nothing of the password leaves before the router's part of the
// challenge fits, and nothing is believed before its signature does.
#include "authcrypto.h"
#include "clientexchange.h"
#include "clientmethods.h"
#include "scramparts.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

//! What CHALLENGE asks for, or what is wrong with it.
struct ScramChallenge
{
    QString error = {};
    QString nonce = {};
    QString salt = {};
    ScramStretch stretch = {};
};

ScramChallenge readChallenge(const QVariantMap &extra)
{
    std::optional<QString> nonce;
    std::optional<QString> salt;
    std::optional<QString> kdf;
    std::optional<qint64> iterations;
    std::optional<qint64> memory;
    if (!readText(extra, u"nonce"_s, nonce) || !readText(extra, u"salt"_s, salt)
        || !readText(extra, u"kdf"_s, kdf) || !readInteger(extra, u"iterations"_s, iterations)
        || !readInteger(extra, u"memory"_s, memory))
        return {u"scram: a field is of the wrong type"_s};
    if (!nonce || !salt || !kdf || !iterations)
        return {u"scram: a field is missing"_s};
    const auto saltOctets = decodedBase64(*salt);
    if (!saltOctets || saltOctets->isEmpty())
        return {u"scram: the salt is no base64"_s};
    const auto function = kdfFromName(*kdf);
    if (!function)
        return {u"scram: unknown key derivation function"_s};
    return {{}, *nonce, *salt, {*function, *saltOctets, *iterations, memory.value_or(0)}};
}

bool isWithin(const KdfLimits &limits, const ScramStretch &stretch)
{
    if (stretch.kdf == ScramKdf::Pbkdf2)
        return stretch.iterations >= limits.minPbkdf2Iterations
            && stretch.iterations <= limits.maxPbkdf2Iterations;
    // Divided, since the product may not fit.
    if (stretch.memoryKib < 1 || stretch.memoryKib > limits.maxArgon2MemoryKib || stretch.iterations < 1
        || stretch.iterations > limits.maxArgon2WorkKib / stretch.memoryKib)
        return false;
    return stretch.iterations * stretch.memoryKib >= limits.minArgon2WorkKib;
}

class ScramClientExchange final : public ClientAuthExchange
{
public:
    ScramClientExchange(const ClientAuthMeans &means, QString authid, QString password, ScramOptions options)
        : m_means(means)
        , m_password(std::move(password))
        , m_options(std::move(options))
    {
        m_words.authid = std::move(authid);
    }

    std::variant<QVariantMap, AuthFailure> begin() override
    {
        if (m_words.authid.isEmpty() || !saslPrep(m_words.authid) || !saslPrep(m_password))
            return unusable(u"scram: the authid or the password has prohibited characters"_s);
        // 18 octets, since base64 pads them not: crossbar appends to the octets, others to
        // the text, and the whole begins with ours either way.
        m_words.clientNonce = QString::fromLatin1(m_means.random(18).toBase64());
        QVariantMap extra{{u"nonce"_s, m_words.clientNonce}};
        if (!m_options.channelBinding.isEmpty()) {
            const auto channelId = channelIdOf(m_means, m_options.channelBinding);
            if (!channelId)
                return unusable(u"scram: there is no such channel binding here"_s);
            m_words.channelBinding = m_options.channelBinding;
            m_words.channelId = *channelId;
            extra.insert(u"channel_binding"_s, m_words.channelBinding);
        }
        return extra;
    }

    std::variant<Authenticate, AuthFailure> answer(const Challenge &challenge) override
    {
        const ScramChallenge asked = readChallenge(challenge.extra);
        if (!asked.error.isEmpty())
            return badChallenge(asked.error);
        // "The client MUST respond with an ABORT message if CHALLENGE.Details.nonce does not
        // begin with the client nonce": it would be a replay.
        if (!asked.nonce.startsWith(m_words.clientNonce) || asked.nonce == m_words.clientNonce)
            return badChallenge(u"scram: the nonce does not continue ours"_s);
        if (!isWithin(m_options.limits, asked.stretch))
            return badChallenge(u"scram: iterations or memory is beyond what we compute"_s);
        const auto salted = saltedPassword(m_password, asked.stretch);
        if (!salted)
            return badChallenge(u"scram: the key cannot be derived so"_s);
        m_words.dialect = challenge.method == dialectName(ScramDialect::Autobahn)
            ? ScramDialect::Autobahn
            : ScramDialect::Specification;
        m_words.nonce = asked.nonce;
        m_words.salt = asked.salt;
        m_words.iterations = asked.stretch.iterations;
        const QByteArray authMessage = scramAuthMessage(m_words);
        m_serverSignature = hmacSha256(scramServerKey(*salted), authMessage);
        const QByteArray proof = scramClientProof(scramClientKey(*salted), authMessage);
        return Authenticate{QString::fromLatin1(proof.toBase64()), repeatedWords()};
    }

    std::optional<AuthFailure> check(const WelcomeDetails &welcome) override
    {
        std::optional<QString> verifier;
        if (!readText(welcome.authextra, u"verifier"_s, verifier)
            || (!verifier && !readText(welcome.authextra, u"scram_server_signature"_s, verifier))
            || !verifier)
            return falseRouter();
        // The specification's text says base64, its example "v=" and base64.
        const QString text = verifier->startsWith("v="_L1) ? verifier->sliced(2) : *verifier;
        const auto signature = decodedBase64(text);
        if (m_serverSignature.isEmpty() || !signature || !equalSecrets(*signature, m_serverSignature))
            return falseRouter();
        return std::nullopt;
    }

    bool provesRouter() const override { return true; }

private:
    QVariantMap repeatedWords() const
    {
        if (m_words.dialect == ScramDialect::Autobahn)
            return {};
        QVariantMap extra{{u"nonce"_s, m_words.nonce}};
        if (!m_words.channelBinding.isEmpty()) {
            extra.insert(u"channel_binding"_s, m_words.channelBinding);
            extra.insert(u"cbind_data"_s, QString::fromLatin1(m_words.channelId.toBase64()));
        }
        return extra;
    }

    ClientAuthMeans m_means;
    QString m_password;
    ScramOptions m_options;
    ScramWords m_words;
    QByteArray m_serverSignature; //!< empty before answer()
};

class ScramClientAuth final : public ClientAuth
{
public:
    ScramClientAuth(const QString &authid, QString password, ScramOptions options)
        : m_authid(saslPrep(authid).value_or(authid))
        , m_password(std::move(password))
        , m_options(std::move(options))
    { }

    QStringList names() const override
    {
        QStringList names{dialectName(ScramDialect::Specification)};
        if (m_options.channelBinding.isEmpty())
            names.append(dialectName(ScramDialect::Autobahn));
        return names;
    }
    QString authid() const override { return m_authid; }
    std::unique_ptr<ClientAuthExchange> exchange(const ClientAuthMeans &means) const override
    {
        return std::make_unique<ScramClientExchange>(means, m_authid, m_password, m_options);
    }

private:
    QString m_authid;
    QString m_password;
    ScramOptions m_options;
};

} // namespace

ClientAuthPtr scramAuth(const QString &authid, const QString &password, const ScramOptions &options)
{
    return std::make_shared<ScramClientAuth>(authid, password, options);
}

} // namespace Gantry::Wamp
