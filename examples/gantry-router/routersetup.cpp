// SPDX-License-Identifier: MIT
#include "routersetup.h"

#include "support/clienttls.h"
#include "support/servertls.h"

#include <Gantry/WampCraAuth>
#include <Gantry/WampCryptosign>
#include <Gantry/WampCryptosignAuth>
#include <Gantry/WampScramAuth>
#include <Gantry/WampTicketAuth>
#include <Gantry/WampTlsCertificateAuth>

#include <QtCore/QFile>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

std::variant<QSslConfiguration, QString> loadTls(const TlsConfig &config)
{
    auto server = serverTls(config.certificateFile, config.keyFile);
    auto *tls = std::get_if<QSslConfiguration>(&server);
    if (!tls || config.clients == ClientCertificates::Ignore)
        return server;
    tls->setPeerVerifyMode(config.clients == ClientCertificates::Require ? QSslSocket::VerifyPeer
                                                                         : QSslSocket::QueryPeer);
    const auto authorities = clientTls(config.clientAuthorityFile, false);
    if (const QString *error = std::get_if<QString>(&authorities))
        return *error;
    const auto &trusted = std::get<std::optional<QSslConfiguration>>(authorities);
    tls->setCaCertificates(trusted ? trusted->caCertificates() : QSslConfiguration::systemCaCertificates());
    return server;
}

std::variant<QByteArray, QString> readKey(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return u"cannot read %1: %2"_s.arg(path, file.errorString());
    if (const auto key = Wamp::cryptosignKey(file.read(1024).trimmed()))
        return *key;
    return u"no Ed25519 key (64 hexadecimal digits) in %1"_s.arg(path);
}

//! The realm's principals, wherever they are looked for.
Wamp::PrincipalLookup lookupIn(const QMap<QString, Wamp::Principal> &principals)
{
    return [principals](const QString &key, const Wamp::AuthRequest &) -> std::optional<Wamp::Principal> {
        const auto found = principals.constFind(key);
        return found == principals.constEnd() ? std::nullopt : std::optional(*found);
    };
}

//! What strangers are told looks like what the first of those is told who are known.
Wamp::WampCraDecoy craDecoy(const QMap<QString, Wamp::Principal> &principals)
{
    Wamp::WampCraDecoy decoy;
    if (principals.isEmpty())
        return decoy;
    const Wamp::Principal &known = principals.first();
    decoy.authrole = known.authrole;
    decoy.isSalted = !known.salt.isEmpty();
    decoy.iterations = known.iterations;
    decoy.keyLength = known.keyLength;
    return decoy;
}

Wamp::ScramDecoy scramDecoy(const QMap<QString, Wamp::Principal> &principals)
{
    if (principals.isEmpty() || !principals.first().scram)
        return {};
    Wamp::ScramDecoy decoy{.stretch = principals.first().scram->stretch};
    decoy.stretch.salt.clear();
    return decoy;
}

std::shared_ptr<Wamp::AuthMethod> makeMethod(const QString &name, const MethodConfig &config,
                                             const QByteArray &key)
{
    const Wamp::PrincipalLookup lookup = lookupIn(config.principals);
    if (name == "ticket"_L1)
        return std::make_shared<Wamp::TicketAuth>(lookup);
    if (name == "wampcra"_L1)
        return std::make_shared<Wamp::WampCraAuth>(lookup, craDecoy(config.principals));
    if (name == "scram"_L1)
        return std::make_shared<Wamp::ScramAuth>(lookup, scramDecoy(config.principals));
    if (name == "cryptosign"_L1)
        return std::make_shared<Wamp::CryptosignAuth>(lookup, key);
    return std::make_shared<Wamp::TlsCertificateAuth>(lookup, config.certificates);
}

} // namespace

Wamp::RealmOptions RealmSetup::options() const
{
    Wamp::RealmOptions options = config.options;
    for (auto method = config.methods.cbegin(); method != config.methods.cend(); ++method)
        options.authMethods.append(makeMethod(method.key(), *method, keys.value(method.key())));
    return options;
}

std::variant<RouterSetup, QString> readSetup(const RouterConfig &config)
{
    RouterSetup setup{.limits = config.limits};
    for (const ListenerConfig &listener : config.listeners) {
        setup.listeners.append({.config = listener});
        if (!listener.tls)
            continue;
        auto tls = loadTls(*listener.tls);
        if (const QString *error = std::get_if<QString>(&tls))
            return *error;
        setup.listeners.last().tls = std::get<QSslConfiguration>(std::move(tls));
    }
    for (const RealmConfig &realm : config.realms) {
        setup.realms.append({.config = realm});
        for (auto method = realm.methods.cbegin(); method != realm.methods.cend(); ++method) {
            if (method->routerKeyFile.isEmpty())
                continue;
            const auto key = readKey(method->routerKeyFile);
            if (const QString *error = std::get_if<QString>(&key))
                return *error;
            setup.realms.last().keys.insert(method.key(), std::get<QByteArray>(key));
        }
    }
    return setup;
}

} // namespace Gantry::Examples
