// SPDX-License-Identifier: MIT
#include "wamp/authkinds.h"

#include "wamp/auth/cryptosign.h"
#include "wamp/auth/cryptosignauth.h"
#include "wamp/auth/scramauth.h"
#include "wamp/auth/ticketauth.h"
#include "wamp/auth/wampcra.h"
#include "wamp/auth/wampcraauth.h"

#include <QtTest/QTest>

namespace Gantry::Testing {

using namespace Qt::Literals::StringLiterals;

namespace {

const auto peter = u"peter"_s;
const auto secret = u"secret1"_s;
const auto binding = u"tls-server-end-point"_s;
//! What little is enough for a test.
constexpr KdfLimits lowLimits{.minPbkdf2Iterations = 1, .minArgon2WorkKib = 1};

Principal principalOf(const QString &password = {})
{
    return {.authrole = u"user"_s, .authextra = {{u"x_desk"_s, 5}}, .secret = password};
}

Kind ticket()
{
    return {std::make_unique<TicketAuth>(onlyOne(peter, principalOf(secret))),
            {ticketAuth(peter, secret)},
            {ticketAuth(peter, u"secret2"_s)},
            [](const QString &name) { return ClientAuths{ticketAuth(name, secret)}; },
            u"ticket"_s};
}

Kind wampCra(bool isSalted)
{
    Principal principal = principalOf(secret);
    if (isSalted) {
        principal.salt = u"AAECAwQFBgcICQoLDA0ODw=="_s;
        principal.secret = QString::fromLatin1(deriveKey(secret, principal.salt));
    }
    return {std::make_unique<WampCraAuth>(onlyOne(peter, principal),
                                          WampCraDecoy{.isSalted = isSalted, .key = "decoy"_ba}),
            {wampCraAuth(peter, secret)},
            {wampCraAuth(peter, u"secret2"_s)},
            [](const QString &name) { return ClientAuths{wampCraAuth(name, secret)}; },
            u"wampcra"_s};
}

//! Offers "scram" alone, as autobahn does.
class AutobahnScram final : public ClientAuth
{
public:
    explicit AutobahnScram(std::shared_ptr<const ClientAuth> scram)
        : m_scram(std::move(scram))
    { }
    QStringList names() const override { return {u"scram"_s}; }
    QString authid() const override { return m_scram->authid(); }
    std::unique_ptr<ClientAuthExchange> exchange(const ClientAuthMeans &means) const override
    {
        return m_scram->exchange(means);
    }

private:
    std::shared_ptr<const ClientAuth> m_scram;
};

Kind scram(ScramStretch stretch, const ScramOptions &options, bool isAutobahn = false)
{
    const ScramDecoy decoy{.stretch = stretch, .key = "decoy"_ba};
    stretch.salt = QByteArray::fromHex("000102030405060708090a0b0c0d0e0f");
    Principal principal = principalOf();
    principal.scram = makeScramCredential(secret, stretch);
    const auto client = [options, isAutobahn](const QString &name, const QString &password) {
        auto auth = scramAuth(name, password, options);
        return ClientAuths{isAutobahn ? std::make_shared<AutobahnScram>(auth) : auth};
    };
    return {std::make_unique<ScramAuth>(onlyOne(peter, principal), decoy), client(peter, secret),
            client(peter, u"secret2"_s), [client](const QString &name) { return client(name, secret); },
            isAutobahn ? u"scram"_s : u"wamp-scram"_s};
}

Kind cryptosign(const CryptosignOptions &options, const QByteArray &routerKey = {})
{
    const QByteArray key(32, 'k');
    Principal principal = principalOf();
    principal.authid = peter;
    return {std::make_unique<CryptosignAuth>(
                onlyOne(QString::fromLatin1(cryptosignPublicKey(key).toHex()), principal), routerKey),
            {cryptosignAuth(key, options)},
            {cryptosignAuth(QByteArray(32, 'w'), options)},
            [options](const QString &name) {
                return ClientAuths{cryptosignAuth(
                    QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256), options)};
            },
            u"cryptosign"_s};
}

} // namespace

QStringList kindNames()
{
    return {
        u"ticket"_s,           u"wampcra"_s,           u"wampcra salted"_s,    u"scram argon2id13"_s,
        u"scram pbkdf2"_s,     u"scram bound"_s,       u"scram autobahn"_s,    u"cryptosign"_s,
        u"cryptosign bound"_s, u"cryptosign authid"_s, u"cryptosign router"_s, u"cryptosign router bound"_s};
}

Kind kindOf(const QString &name)
{
    const ScramStretch argon{.kdf = ScramKdf::Argon2id13, .iterations = 1, .memoryKib = 32};
    const ScramStretch pbkdf2{.kdf = ScramKdf::Pbkdf2, .iterations = 4, .memoryKib = 0};
    const ScramStretch text{.kdf = ScramKdf::Argon2id13Text, .iterations = 1, .memoryKib = 32};
    const QByteArray routerKey(32, 'r');
    const QByteArray routerPublic = cryptosignPublicKey(routerKey).toHex();
    if (name == u"ticket")
        return ticket();
    if (name.startsWith(u"wampcra"))
        return wampCra(name.endsWith(u"salted"));
    if (name == u"scram argon2id13")
        return scram(argon, {.limits = lowLimits});
    if (name == u"scram pbkdf2")
        return scram(pbkdf2, {.limits = lowLimits});
    if (name == u"scram bound")
        return scram(argon, {.channelBinding = binding, .limits = lowLimits});
    if (name == u"scram autobahn")
        return scram(text, {.limits = lowLimits}, true);
    if (name == u"cryptosign bound")
        return cryptosign({.channelBinding = binding});
    if (name == u"cryptosign authid")
        return cryptosign({.authid = peter});
    if (name == u"cryptosign router")
        return cryptosign({.routerKey = routerPublic}, routerKey);
    if (name == u"cryptosign router bound")
        return cryptosign({.channelBinding = binding, .routerKey = routerPublic}, routerKey);
    return cryptosign({});
}

LoginScene sceneOn(const QByteArray &channelId)
{
    LoginScene scene;
    scene.request.isSecure = true;
    scene.request.channelId = channelId;
    scene.clientChannelId = channelId;
    return scene;
}

void eachKind()
{
    QTest::addColumn<QString>("kind");
    for (const QString &name : kindNames())
        QTest::newRow(qPrintable(name)) << name;
}

} // namespace Gantry::Testing
