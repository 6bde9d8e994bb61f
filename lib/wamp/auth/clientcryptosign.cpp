// SPDX-License-Identifier: MIT
#include "authcrypto.h"
#include "clientexchange.h"
#include "clientmethods.h"
#include "cryptosign.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

//! A key that is no key signs nothing.
class CryptosignClientExchange final : public ClientAuthExchange
{
public:
    CryptosignClientExchange(const ClientAuthMeans &means, const QByteArray &privateKey,
                             CryptosignOptions options)
        : m_means(means)
        , m_privateKey(cryptosignKey(privateKey))
        , m_options(std::move(options))
    { }

    std::variant<QVariantMap, AuthFailure> begin() override
    {
        if (!m_privateKey)
            return unusable(u"cryptosign: the private key is not 32 octets"_s);
        QVariantMap extra{{u"pubkey"_s, hexText(cryptosignPublicKey(*m_privateKey))}};
        if (!m_options.channelBinding.isEmpty()) {
            m_channelId = channelIdOf(m_means, m_options.channelBinding);
            if (!m_channelId || m_channelId->size() != cryptosignKeyOctets)
                return unusable(u"cryptosign: there is no such channel binding here"_s);
            extra.insert(u"channel_binding"_s, m_options.channelBinding);
        }
        if (provesRouter()) {
            m_routerKey = cryptosignKey(m_options.routerKey);
            if (!m_routerKey)
                return unusable(u"cryptosign: the router's key is not 32 octets"_s);
            m_ownChallenge = m_means.random(cryptosignKeyOctets);
            extra.insert(u"challenge"_s, hexText(m_ownChallenge));
        }
        return extra;
    }

    std::variant<Authenticate, AuthFailure> answer(const Challenge &challenge) override
    {
        std::optional<QString> text;
        std::optional<QString> binding;
        std::optional<QString> signature;
        const QVariantMap &extra = challenge.extra;
        if (!readText(extra, u"challenge"_s, text) || !readText(extra, u"channel_binding"_s, binding)
            || !readText(extra, u"signature"_s, signature))
            return badChallenge(u"cryptosign: a field is of the wrong type"_s);
        const auto octets = decodedHex(text.value_or(QString()), cryptosignKeyOctets);
        if (!octets)
            return badChallenge(u"cryptosign: the challenge is not 64 hexadecimal digits"_s);
        // "The authenticating client MUST verify the actual channel binding in use matches
        // the one it requested."
        if (binding.value_or(QString()) != m_options.channelBinding)
            return badChallenge(u"cryptosign: another channel binding than was asked for"_s);
        if (m_routerKey) {
            const auto proof = decodedHex(signature.value_or(QString()), cryptosignAnswerOctets);
            if (!proof || !verifyCryptosign(*m_routerKey, *proof, m_ownChallenge, m_channelId))
                return falseRouter();
        }
        const auto answer = signCryptosign(*m_privateKey, *octets, m_channelId);
        return Authenticate{hexText(answer.value_or(QByteArray())), {}};
    }

    bool provesRouter() const override { return !m_options.routerKey.isEmpty(); }

private:
    ClientAuthMeans m_means;
    std::optional<QByteArray> m_privateKey;
    CryptosignOptions m_options;
    std::optional<QByteArray> m_routerKey;
    std::optional<QByteArray> m_channelId;
    QByteArray m_ownChallenge;
};

class CryptosignClientAuth final : public ClientAuth
{
public:
    CryptosignClientAuth(QByteArray privateKey, CryptosignOptions options)
        : m_privateKey(std::move(privateKey))
        , m_options(std::move(options))
    { }

    QStringList names() const override { return {u"cryptosign"_s}; }
    QString authid() const override { return m_options.authid; }
    std::unique_ptr<ClientAuthExchange> exchange(const ClientAuthMeans &means) const override
    {
        return std::make_unique<CryptosignClientExchange>(means, m_privateKey, m_options);
    }

private:
    QByteArray m_privateKey;
    CryptosignOptions m_options;
};

} // namespace

ClientAuthPtr cryptosignAuth(const QByteArray &privateKey, const CryptosignOptions &options)
{
    return std::make_shared<CryptosignClientAuth>(privateKey, options);
}

} // namespace Gantry::Wamp
