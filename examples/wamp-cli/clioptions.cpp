// SPDX-License-Identifier: MIT
#include "clioptions.h"

#include "jsonpayload.h"
#include "support/programarguments.h"

#include <Gantry/WampUri>

#include <limits>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

// In the order of the enumerations.
const QStringList Verbs{u"call"_s, u"publish"_s, u"subscribe"_s, u"register"_s};
const QStringList Matches{u"exact"_s, u"prefix"_s, u"wildcard"_s};
const QStringList Policies{u"single"_s, u"roundrobin"_s, u"random"_s, u"first"_s, u"last"_s};

constexpr int Words = 4; // URL REALM VERB URI

void readUrl(ProgramArguments &arguments, const QString &text, CliOptions &options)
{
    options.url = QUrl(text, QUrl::StrictMode);
    const QString scheme = options.url.scheme();
    options.isRawSocket = QStringList{u"tcp"_s, u"rs"_s, u"rss"_s, u"unix"_s, u"rs+unix"_s}.contains(scheme);
    if (!options.isRawSocket) {
        arguments.webSocketUrl(text);
        return;
    }
    const bool isLocal = scheme.endsWith("unix"_L1);
    if (isLocal ? !options.url.path().startsWith(u'/')
                : options.url.host().isEmpty() || options.url.port() <= 0)
        arguments.addComplaint(u"'%1' is no address: %2"_s.arg(
            text, isLocal ? u"it has no absolute path"_s : u"a host and a port are wanted"_s));
}

void readWords(ProgramArguments &arguments, const QStringList &words, CliOptions &options)
{
    readUrl(arguments, words.at(0), options);
    options.realm = words.at(1);
    if (!Wamp::isValidUri(options.realm.toUtf8()))
        arguments.addComplaint(u"the realm '%1' is no URI"_s.arg(options.realm));
    const qsizetype verb = Verbs.indexOf(words.at(2));
    if (verb < 0)
        arguments.addComplaint(u"'%1' is none of %2"_s.arg(words.at(2), Verbs.join(u", "_s)));
    options.verb = Verb(qMax(verb, 0));
    options.uri = words.at(3);
    const QByteArray uri = options.uri.toUtf8();
    const bool mayBePattern = options.verb == Verb::Subscribe || options.verb == Verb::Register;
    if (mayBePattern ? !Wamp::isValidPattern(uri, options.match) : !Wamp::isValidUri(uri))
        arguments.addComplaint(u"'%1' is no URI"_s.arg(options.uri));
}

void readPayload(ProgramArguments &arguments, const QStringList &texts, CliOptions &options)
{
    for (const QString &text : texts) {
        if (!isJson(text))
            arguments.addComplaint(u"the argument '%1' is no JSON; strings are quoted"_s.arg(text));
    }
    if (arguments.isSet(u"kwargs"_s)) {
        const auto kwargs = kwargsFromJson(arguments.value(u"kwargs"_s));
        if (!kwargs)
            arguments.addComplaint(u"--kwargs wants a JSON object"_s);
        options.kwargs = kwargs.value_or(QVariantMap());
    }
    if (arguments.isSet(u"reply"_s)) {
        const QString text = arguments.value(u"reply"_s);
        if (!isJson(text))
            arguments.addComplaint(u"--reply '%1' is no JSON; strings are quoted"_s.arg(text));
        else if (const auto reply = argsFromJson({text}))
            options.reply = reply->value(0);
    }
    if (!arguments.hasComplaint()) {
        const auto args = argsFromJson(texts);
        if (!args)
            arguments.addComplaint(u"the arguments cannot be sent: they are nested too deeply"_s);
        options.args = args.value_or(QVariantList());
    }
}

//! Options that mean something for some verbs alone.
void checkVerb(ProgramArguments &arguments, const CliOptions &options, bool hasPayload)
{
    const auto belongsTo = [&](const QStringList &names, const QList<Verb> &verbs) {
        for (const QString &name : names) {
            if (arguments.isSet(name) && !verbs.contains(options.verb))
                arguments.addComplaint(u"--%1 is not for %2"_s.arg(name, Verbs.at(int(options.verb))));
        }
    };
    belongsTo({u"progress"_s, u"timeout"_s}, {Verb::Call});
    belongsTo({u"no-acknowledge"_s, u"retain"_s}, {Verb::Publish});
    belongsTo({u"retained"_s}, {Verb::Subscribe});
    belongsTo({u"count"_s, u"match"_s}, {Verb::Subscribe, Verb::Register});
    belongsTo({u"invoke"_s, u"reply"_s}, {Verb::Register});
    belongsTo({u"kwargs"_s}, {Verb::Call, Verb::Publish});
    if (hasPayload && options.verb != Verb::Call && options.verb != Verb::Publish)
        arguments.addComplaint(u"%1 takes no arguments"_s.arg(Verbs.at(int(options.verb))));
}

void readSettings(ProgramArguments &arguments, CliOptions &options)
{
    options.match = Wamp::MatchPolicy(qMax(0, Matches.indexOf(arguments.choice(u"match"_s, Matches))));
    options.invoke =
        Wamp::InvocationPolicy(qMax(0, Policies.indexOf(arguments.choice(u"invoke"_s, Policies))));
    options.count = arguments.number(u"count"_s, 0, std::numeric_limits<int>::max());
    bool isTime = false;
    const double seconds = arguments.value(u"timeout"_s).toDouble(&isTime);
    if (!isTime || !(seconds >= 0) || seconds > 1e6)
        arguments.addComplaint(u"--timeout wants seconds, not '%1'"_s.arg(arguments.value(u"timeout"_s)));
    else
        options.timeout = std::chrono::milliseconds(qRound64(seconds * 1000));
    options.showsProgress = arguments.isSet(u"progress"_s);
    options.isAcknowledged = !arguments.isSet(u"no-acknowledge"_s);
    options.retains = arguments.isSet(u"retain"_s);
    options.wantsRetained = arguments.isSet(u"retained"_s);
    options.authorityFile = arguments.value(u"ca"_s);
    options.isUnverified = arguments.isSet(u"insecure"_s);
    options.serializers = Wamp::Serializer::all();
    if (arguments.isSet(u"serializer"_s)) {
        const QString name = arguments.value(u"serializer"_s);
        options.serializers = {Wamp::Serializer::byName(name)};
        if (!options.serializers.first())
            arguments.addComplaint(
                u"--serializer is one of json, msgpack, cbor, and these with .batched, not '%1'"_s.arg(name));
    }
}

} // namespace

void declareCliOptions(ProgramArguments &arguments)
{
    arguments.addPositional(u"URL"_s,
                            u"The router: ws:, wss:, ws+unix:, or RawSocket's tcp:, rss:, unix:."_s);
    arguments.addPositional(u"REALM"_s, u"The realm to join."_s);
    arguments.addPositional(u"VERB"_s, u"call, publish, subscribe or register."_s);
    arguments.addPositional(u"URI"_s, u"The procedure or topic."_s);
    arguments.addPositional(u"[JSON...]"_s, u"Arguments of call and publish, a JSON value each."_s);
    arguments.addValue(u"kwargs"_s, u"call, publish: keyword arguments, a JSON object."_s, u"JSON"_s);
    arguments.addFlag(u"progress"_s, u"call: prints progressive results, too."_s);
    arguments.addValue(u"timeout"_s, u"call: gives up after S seconds; 0: never. Default: 0."_s, u"S"_s,
                       u"0"_s);
    arguments.addFlag(u"no-acknowledge"_s, u"publish: does not ask whether the router took it."_s);
    arguments.addFlag(u"retain"_s, u"publish: the router keeps it for later subscribers."_s);
    arguments.addFlag(u"retained"_s, u"subscribe: begins with the event that the router kept."_s);
    arguments.addValue(u"match"_s, u"subscribe, register: exact, prefix or wildcard. Default: exact."_s,
                       u"POLICY"_s, u"exact"_s);
    arguments.addValue(
        u"count"_s, u"subscribe, register: ends after N events or invocations; 0: on SIGINT. Default: 0."_s,
        u"N"_s, u"0"_s);
    arguments.addValue(u"invoke"_s,
                       u"register: single, roundrobin, random, first or last. Default: single."_s,
                       u"POLICY"_s, u"single"_s);
    arguments.addValue(
        u"reply"_s, u"register: answers with this value, else with the call's own arguments."_s, u"JSON"_s);
    arguments.addValue(u"serializer"_s,
                       u"json, msgpack or cbor, also with .batched. Default: whichever the router prefers."_s,
                       u"NAME"_s);
    declareCredentials(arguments);
    arguments.addValue(u"ca"_s, u"Trusts these authorities and no others, PEM."_s, u"FILE"_s);
    arguments.addFlag(u"insecure"_s, u"Does not verify the router's certificate."_s);
}

CliOptions readCliOptions(ProgramArguments &arguments)
{
    CliOptions options;
    const QStringList words = arguments.positional();
    if (words.size() < Words) {
        arguments.addComplaint(u"URL, REALM, VERB and URI are wanted; --help explains"_s);
        return options;
    }
    readSettings(arguments, options);
    readWords(arguments, words.first(Words), options);
    const QStringList payload = words.mid(Words);
    checkVerb(arguments, options, !payload.isEmpty());
    readPayload(arguments, payload, options);
    options.auths = readCredentials(arguments);
    return options;
}

} // namespace Gantry::Examples
