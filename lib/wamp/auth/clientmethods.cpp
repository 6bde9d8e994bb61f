// SPDX-License-Identifier: MIT
// The methods that do little: anonymous, tls, ticket and wampcra.
#include "clientmethods.h"

#include "../message/errors.h"
#include "authcrypto.h"
#include "clientexchange.h"
#include "wampcra.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

AuthFailure unusable(const QString &message)
{
    return {Uris::invalidArgument, message};
}

AuthFailure badChallenge(const QString &message)
{
    return {Uris::protocolViolation, message};
}

AuthFailure falseRouter()
{
    return {Uris::authenticationFailed, u"the router did not prove who it is"_s};
}

std::optional<QByteArray> channelIdOf(const ClientAuthMeans &means, const QString &type)
{
    return type.isEmpty() || !means.channelId ? std::nullopt : means.channelId(type);
}

namespace {

using Answer = std::function<std::variant<Authenticate, AuthFailure>(const Challenge &)>;

//! Adds nothing to HELLO.
class PlainExchange final : public ClientAuthExchange
{
public:
    explicit PlainExchange(Answer answer)
        : m_answer(std::move(answer))
    { }

    std::variant<QVariantMap, AuthFailure> begin() override { return QVariantMap(); }
    std::variant<Authenticate, AuthFailure> answer(const Challenge &challenge) override
    {
        return m_answer(challenge);
    }

private:
    Answer m_answer;
};

class PlainAuth final : public ClientAuth
{
public:
    PlainAuth(QString name, QString authid, Answer answer)
        : m_name(std::move(name))
        , m_authid(std::move(authid))
        , m_answer(std::move(answer))
    { }

    QStringList names() const override { return {m_name}; }
    QString authid() const override { return m_authid; }
    std::unique_ptr<ClientAuthExchange> exchange(const ClientAuthMeans &) const override
    {
        return std::make_unique<PlainExchange>(m_answer);
    }

private:
    QString m_name;
    QString m_authid;
    Answer m_answer;
};

std::variant<Authenticate, AuthFailure> refuse(const Challenge &challenge)
{
    return badChallenge(u"%1 knows no CHALLENGE"_s.arg(challenge.method));
}

std::variant<Authenticate, AuthFailure> signCra(const QString &secret, const KdfLimits &limits,
                                                const Challenge &challenge)
{
    std::optional<QString> text;
    std::optional<QString> salt;
    std::optional<qint64> iterations;
    std::optional<qint64> keyLength;
    const QVariantMap &extra = challenge.extra;
    if (!readText(extra, u"challenge"_s, text) || !text || !readText(extra, u"salt"_s, salt)
        || !readInteger(extra, u"iterations"_s, iterations) || !readInteger(extra, u"keylen"_s, keyLength))
        return badChallenge(u"wampcra: a field is missing or of the wrong type"_s);
    QByteArray key = secret.toUtf8();
    if (salt) {
        // Defaults as deriveKey() and autobahn have them. One octet would be guessed at once.
        const qint64 rounds = iterations.value_or(1000);
        const qint64 length = keyLength.value_or(32);
        constexpr qint64 blockOctets = 32;
        if (length < 16 || length > 1024 || rounds < 1
            || rounds > limits.maxPbkdf2Iterations / ((length + blockOctets - 1) / blockOctets))
            return badChallenge(u"wampcra: iterations or keylen is beyond what we compute"_s);
        key = pbkdf2Sha256(key, salt->toUtf8(), rounds, length).toBase64();
    }
    return Authenticate{QString::fromLatin1(computeWcs(key, text->toUtf8())), {}};
}

} // namespace

ClientAuthPtr anonymousAuth()
{
    return std::make_shared<PlainAuth>(u"anonymous"_s, QString(), refuse);
}

ClientAuthPtr tlsAuth(const QString &authid)
{
    return std::make_shared<PlainAuth>(u"tls"_s, authid, refuse);
}

ClientAuthPtr ticketAuth(const QString &authid, const QString &ticket)
{
    return std::make_shared<PlainAuth>(u"ticket"_s, authid, [ticket](const Challenge &) {
        return Authenticate{ticket, {}};
    });
}

ClientAuthPtr wampCraAuth(const QString &authid, const QString &secret, const KdfLimits &limits)
{
    return std::make_shared<PlainAuth>(u"wampcra"_s, authid, [secret, limits](const Challenge &challenge) {
        return signCra(secret, limits, challenge);
    });
}

} // namespace Gantry::Wamp
