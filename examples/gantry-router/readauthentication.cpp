// SPDX-License-Identifier: MIT
// The part of the configuration that says who may join, and what shows who it is. No text of
// a complaint has a secret in it.
#include "configvalue.h"
#include "readconfig.h"

#include <Gantry/WampScram>

#include <QtCore/QDir>

#include <limits>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int KeyOctets = 32;
constexpr qint64 MostIterations = std::numeric_limits<int>::max();

//! Adds \a principal under \a key.
void add(MethodConfig &method, const QString &key, const Wamp::Principal &principal, const ConfigValue &place)
{
    if (key.isEmpty())
        return; // complained about already
    if (method.principals.contains(key))
        place.complain(u"\"%1\" is there twice"_s.arg(key));
    method.principals.insert(key, principal);
}

void readTicket(ConfigObject &object, Wamp::Principal &principal)
{
    if (const auto ticket = object.require(u"ticket"_s))
        principal.secret = ticket->text();
}

void readSecret(ConfigObject &object, Wamp::Principal &principal)
{
    if (const auto secret = object.require(u"secret"_s))
        principal.secret = secret->text();
    object.read(u"salt"_s, principal.salt);
    for (const QString &key : {u"iterations"_s, u"keyLength"_s}) {
        if (const auto parameter = object.find(key)) {
            (key == "iterations"_L1 ? principal.iterations : principal.keyLength) =
                int(parameter->number(1, MostIterations));
            if (principal.salt.isEmpty())
                parameter->complain(u"it means nothing without a salt"_s);
        }
    }
}

void readScram(ConfigObject &object, Wamp::Principal &principal)
{
    Wamp::ScramCredential credential;
    if (const auto kdf = object.require(u"kdf"_s)) {
        // In the order of the enumeration Wamp::ScramKdf.
        credential.stretch.kdf =
            Wamp::ScramKdf(kdf->choice({u"argon2id13"_s, u"pbkdf2"_s, u"argon2id-13"_s}));
    }
    if (const auto salt = object.require(u"salt"_s))
        credential.stretch.salt = salt->octets(0);
    if (const auto iterations = object.require(u"iterations"_s))
        credential.stretch.iterations = iterations->number(1, MostIterations);
    credential.stretch.memoryKib = 0;
    if (credential.stretch.kdf != Wamp::ScramKdf::Pbkdf2) {
        if (const auto memory = object.require(u"memory"_s))
            credential.stretch.memoryKib = memory->number(8, MostIterations);
    }
    if (const auto key = object.require(u"stored-key"_s))
        credential.storedKey = key->octets(KeyOctets);
    if (const auto key = object.require(u"server-key"_s))
        credential.serverKey = key->octets(KeyOctets);
    principal.scram = credential;
}

//! A fingerprint as tools write it, as TlsCertificateAuth looks for it.
QString fingerprint(const ConfigValue &value)
{
    const QString digits = value.text().remove(u':').toLower();
    if (QByteArray::fromHex(digits.toLatin1()).toHex() == digits.toLatin1() && digits.size() == 2 * KeyOctets)
        return digits;
    value.complain(u"the SHA-256 of a certificate is wanted, %1 hexadecimal digits"_s.arg(2 * KeyOctets));
    return {};
}

using KeyReader = std::function<QString(const ConfigValue &)>;

//! Each of the list \a key leads to \a principal.
void readKeys(ConfigObject &object, const QString &key, const Wamp::Principal &principal,
              MethodConfig &method, const KeyReader &read)
{
    const auto keys = object.require(key);
    if (!keys)
        return;
    for (const ConfigValue &value : keys->list())
        add(method, read(value), principal, value);
}

void readPrincipal(const ConfigValue &value, MethodConfig &method, const QString &name)
{
    ConfigObject object = value.object();
    Wamp::Principal principal;
    if (const auto authid = object.require(u"authid"_s))
        principal.authid = authid->text();
    if (const auto role = object.require(u"role"_s))
        principal.authrole = role->text();
    if (const auto extra = object.find(u"extra"_s)) {
        if (extra->json().isObject())
            principal.authextra = extra->json().toObject().toVariantMap();
        else
            extra->complain(u"an object is wanted"_s);
    }
    if (name == "cryptosign"_L1) {
        readKeys(object, u"publicKeys"_s, principal, method,
                 [](const ConfigValue &key) { return QString::fromLatin1(key.octets(KeyOctets).toHex()); });
    } else if (name == "tls"_L1) {
        readKeys(object, u"certificates"_s, principal, method, [&method](const ConfigValue &key) {
            return method.certificates.by == Wamp::CertificateKey::Fingerprint ? fingerprint(key)
                                                                               : key.text();
        });
    } else {
        if (name == "ticket"_L1)
            readTicket(object, principal);
        else if (name == "wampcra"_L1)
            readSecret(object, principal);
        else
            readScram(object, principal);
        add(method, principal.authid, principal, value);
    }
}

void readTlsKeys(ConfigObject &object, MethodConfig &method)
{
    object.read(u"by"_s, method.certificates.by, {u"fingerprint"_s, u"alternativeName"_s, u"commonName"_s});
    if (const auto unverified = object.find(u"acceptUnverified"_s)) {
        method.certificates.acceptUnverified = unverified->boolean();
        if (method.certificates.acceptUnverified
            && method.certificates.by != Wamp::CertificateKey::Fingerprint)
            unverified->complain(u"anybody can write a name into a certificate"_s);
    }
}

MethodConfig readMethod(const ConfigValue &value, const QString &name, const QString &folder)
{
    MethodConfig method;
    ConfigObject object = value.object();
    if (name == "tls"_L1)
        readTlsKeys(object, method);
    if (name == "cryptosign"_L1) {
        if (const auto file = object.find(u"routerKey"_s))
            method.routerKeyFile = QDir(folder).absoluteFilePath(file->text());
    }
    if (const auto principals = object.find(u"principals"_s)) {
        for (const ConfigValue &principal : principals->list())
            readPrincipal(principal, method, name);
    }
    return method;
}

} // namespace

QMap<QString, MethodConfig> readMethods(ConfigObject &authentication, const QString &folder,
                                        Wamp::RealmOptions &options)
{
    QMap<QString, MethodConfig> methods;
    if (const auto anonymous = authentication.find(u"anonymous"_s)) {
        options.allowAnonymous = true;
        ConfigObject object = anonymous->object();
        object.read(u"role"_s, options.anonymousRole);
    }
    for (const QString &name : {u"ticket"_s, u"wampcra"_s, u"scram"_s, u"cryptosign"_s, u"tls"_s}) {
        if (const auto method = authentication.find(name))
            methods.insert(name, readMethod(*method, name, folder));
    }
    return methods;
}

} // namespace Gantry::Examples
