// SPDX-License-Identifier: MIT
// The part of the configuration that says what may happen in a realm.
#include "configvalue.h"
#include "readconfig.h"

#include <Gantry/WampUri>

#include <limits>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 MostOfRealm = std::numeric_limits<int>::max();
constexpr qint64 MostExact = qint64(1) << 53; // what JSON's numbers count exactly

//! The values of the enumeration Wamp::Disclosure, in its order.
const QStringList &disclosures()
{
    static const QStringList names{u"allow"_s, u"forbid"_s, u"always"_s};
    return names;
}

//! Sets the flags whose names are in \a value.
void readFlags(const ConfigValue &value, const QStringList &names, const QList<bool *> &flags)
{
    for (const ConfigValue &name : value.list())
        *flags.at(name.choice(names)) = true;
}

Wamp::PermissionRule readRule(const ConfigValue &value, Wamp::UriCheck check)
{
    Wamp::PermissionRule rule;
    ConfigObject object = value.object();
    object.read(u"match"_s, rule.match, {u"exact"_s, u"prefix"_s, u"wildcard"_s});
    if (const auto uri = object.require(u"uri"_s)) {
        rule.uri = uri->json().toString();
        // An empty prefix stands for everything.
        const bool isEverything =
            uri->json().isString() && rule.uri.isEmpty() && rule.match == Wamp::MatchPolicy::Prefix;
        if (!isEverything && !Wamp::isValidPattern(uri->text().toUtf8(), rule.match, check))
            uri->complain(u"\"%1\" is no URI"_s.arg(rule.uri));
    }
    if (const auto allow = object.find(u"allow"_s)) {
        readFlags(*allow, {u"call"_s, u"register"_s, u"publish"_s, u"subscribe"_s},
                  {&rule.mayCall, &rule.mayRegister, &rule.mayPublish, &rule.maySubscribe});
    }
    if (const auto disclose = object.find(u"disclose"_s)) {
        readFlags(*disclose, {u"caller"_s, u"publisher"_s}, {&rule.discloseCaller, &rule.disclosePublisher});
    }
    return rule;
}

Wamp::RealmRole readRole(const ConfigValue &value, Wamp::UriCheck check)
{
    Wamp::RealmRole role;
    ConfigObject object = value.object();
    if (const auto name = object.require(u"name"_s))
        role.name = name->text();
    object.read(u"trusted"_s, role.isTrusted);
    if (const auto level = object.find(u"trustlevel"_s))
        role.trustlevel = level->number(0, MostExact);
    if (const auto rules = object.find(u"rules"_s)) {
        for (const ConfigValue &rule : rules->list())
            role.rules.append(readRule(rule, check));
    }
    return role;
}

QStringList readRoles(const ConfigValue &value, Wamp::RealmOptions &options)
{
    QStringList names;
    for (const ConfigValue &role : value.list()) {
        options.roles.append(readRole(role, options.uriCheck));
        const QString name = options.roles.constLast().name;
        if (names.contains(name))
            role.complain(u"there is another role \"%1\""_s.arg(name));
        names.append(name);
    }
    return names;
}

//! A role that is not there would let in people who may do nothing.
void checkRoles(const RealmConfig &config, const QStringList &known, const ConfigValue &authentication)
{
    const auto check = [&](const QString &role, const QString &who) {
        if (!known.contains(role))
            authentication.complain(u"%1 has the role \"%2\", which the realm has not"_s.arg(who, role));
    };
    if (config.options.allowAnonymous)
        check(config.options.anonymousRole, u"anonymous"_s);
    for (const MethodConfig &method : config.methods) {
        for (const Wamp::Principal &principal : method.principals)
            check(principal.authrole, u'"' + principal.authid + u'"');
    }
}

void readUris(ConfigObject &object, Wamp::RealmOptions &options)
{
    object.read(u"uriCheck"_s, options.uriCheck, {u"loose"_s, u"strict"_s});
    if (const auto name = object.require(u"name"_s)) {
        options.name = name->text();
        if (!Wamp::isValidUri(options.name.toUtf8()))
            name->complain(u"\"%1\" is no URI"_s.arg(options.name));
    }
    if (const auto authorizer = object.find(u"authorizer"_s)) {
        options.authorizerProcedure = authorizer->text();
        if (!Wamp::isValidUri(options.authorizerProcedure.toUtf8(), options.uriCheck))
            authorizer->complain(u"\"%1\" is no URI"_s.arg(options.authorizerProcedure));
    }
    object.read(u"authorizationTimeoutMs"_s, options.authorizationTimeout);
}

} // namespace

RealmConfig readRealm(const ConfigValue &value, const QString &folder)
{
    RealmConfig config;
    Wamp::RealmOptions &options = config.options;
    ConfigObject object = value.object();
    readUris(object, options);
    QStringList roles;
    if (const auto list = object.find(u"roles"_s))
        roles = readRoles(*list, options);
    if (const auto authentication = object.find(u"authentication"_s)) {
        {
            ConfigObject methods = authentication->object();
            config.methods = readMethods(methods, folder, options);
        }
        if (!roles.isEmpty())
            checkRoles(config, roles, *authentication);
    }
    if (const auto disclosure = object.find(u"disclosure"_s)) {
        ConfigObject who = disclosure->object();
        who.read(u"caller"_s, options.callerDisclosure, disclosures());
        who.read(u"publisher"_s, options.publisherDisclosure, disclosures());
    }
    if (const auto retained = object.find(u"retained"_s)) {
        ConfigObject limits = retained->object();
        limits.read(u"topics"_s, options.retainedTopics, 0, MostOfRealm);
        limits.read(u"bytes"_s, options.retainedBytes, 0, MostExact);
    }
    return config;
}

} // namespace Gantry::Examples
