// SPDX-License-Identifier: MIT
#include "wamp/samplemessages.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

void add(QList<Sample> &samples, const QByteArray &name, const Message &message)
{
    samples.append(Sample{.name = name, .message = message});
}

RareFields rareFields()
{
    RareFields rare;
    rare.encKey = u"key"_s;
    rare.pptScheme = u"wamp"_s;
    rare.pptSerializer = u"cbor"_s;
    rare.pptCipher = u"xsalsa20poly1305"_s;
    rare.pptKeyid = u"id of a key"_s;
    rare.transactionHash = u"0xab"_s;
    rare.forwardFor = {{.session = 17, .authid = u"r1"_s, .authrole = u"router"_s}, {.session = maxId}};
    rare.custom = {{u"_trace"_s, QVariantMap{{u"id"_s, 5}, {u"parents"_s, QVariantList{1, u"two"_s}}}},
                   {u"_tag_2"_s, true}};
    return rare;
}

Roles allRoles()
{
    Roles roles;
    for (int role = 0; role < roleCount; ++role) {
        roles.add(Role(role));
        for (int feature = role; feature < featureCount; feature += 2)
            roles.add(Role(role), {Feature(feature)});
    }
    return roles;
}

Payload payload()
{
    return Payload::fromValues({1, u"zwei \u00e9"_s, 3.5, true, QVariant()},
                               {{u"k"_s, QVariantList{QVariantMap()}}});
}

Roles oneRole(Role role)
{
    Roles roles;
    roles.add(role);
    return roles;
}

QVariantMap extra()
{
    return {{u"nonce"_s, u"abc\n\"quoted\""_s}, {u"keylen"_s, 32}, {u"nested"_s, QVariantMap{{u"a"_s, 1}}}};
}

void addSession(QList<Sample> &samples)
{
    add(samples, "HELLO",
        Hello{.realm = QByteArray("com.realm"),
              .details = {.roles = allRoles(),
                          .authmethods = {u"ticket"_s, u"scram"_s},
                          .authid = u"peter"_s,
                          .authrole = u"user"_s,
                          .authextra = extra(),
                          .agent = u"gantry"_s,
                          .rare = rareFields()}});
    add(samples, "HELLO without a realm", Hello{.details = {.roles = oneRole(Role::Caller)}});
    add(samples, "WELCOME",
        Welcome{.session = 9'129'137'332,
                .details = {.roles = allRoles(),
                            .realm = u"com.realm"_s,
                            .authid = u"peter"_s,
                            .authrole = u"user"_s,
                            .authmethod = u"ticket"_s,
                            .authprovider = u"static"_s,
                            .authextra = extra(),
                            .agent = u"gantry"_s,
                            .rare = rareFields()}});
    add(samples, "ABORT",
        Abort{.details = {.message = u"no \u4e2d"_s, .rare = rareFields()},
              .reason = QByteArray("wamp.error.no_such_realm"),
              .payload = payload()});
    add(samples, "CHALLENGE", Challenge{.method = u"wampcra"_s, .extra = extra()});
    add(samples, "AUTHENTICATE", Authenticate{.signature = u"sig=="_s, .extra = extra()});
    add(samples, "GOODBYE",
        Goodbye{.details = {.message = u"bye"_s}, .reason = QByteArray("wamp.close.normal")});
    add(samples, "ERROR",
        Error{.requestType = MessageType::Invocation,
              .request = 7,
              .details = {.rare = rareFields()},
              .error = QByteArray("com.error"),
              .payload = payload()});
}

void addPubSub(QList<Sample> &samples)
{
    add(samples, "PUBLISH",
        Publish{.request = maxId,
                .options = {.acknowledge = true,
                            .excludeMe = false,
                            .exclude = {1, 2},
                            .excludeAuthid = {u"a"_s},
                            .excludeAuthrole = {u"b"_s, u"c"_s},
                            .eligible = QList<Id>{3},
                            .eligibleAuthid = QStringList{u"d"_s},
                            .eligibleAuthrole = QStringList{},
                            .retain = true,
                            .discloseMe = true,
                            .rare = rareFields()},
                .topic = QByteArray("com.topic"),
                .payload = payload()});
    add(samples, "PUBLISH plain", Publish{.request = 1, .topic = QByteArray("com.topic")});
    RareFields opaque;
    opaque.encAlgo = u"cryptobox"_s;
    opaque.encSerializer = u"cbor"_s;
    add(samples, "PUBLISH opaque",
        Publish{.request = 1,
                .options = {.rare = opaque},
                .topic = QByteArray("com.topic"),
                .payload = Payload::fromOpaque(QByteArray("\0\xff\x80 octets", 10))});
    add(samples, "PUBLISHED", Published{.request = 1, .publication = 2});
    add(samples, "SUBSCRIBE",
        Subscribe{.request = 1,
                  .options = {.match = MatchPolicy::Wildcard, .getRetained = true, .rare = rareFields()},
                  .topic = QByteArray("com..topic.")});
    add(samples, "SUBSCRIBED", Subscribed{.request = 1, .subscription = 2});
    add(samples, "UNSUBSCRIBE", Unsubscribe{.request = 1, .subscription = 2});
    add(samples, "UNSUBSCRIBED", Unsubscribed{.request = 1});
    add(samples, "UNSUBSCRIBED revoked",
        Unsubscribed{.request = 0, .details = {.subscription = 2, .reason = u"com.gone"_s}});
    add(samples, "EVENT",
        Event{.subscription = 1,
              .publication = 2,
              .details = {.publisher = 3,
                          .publisherAuthid = u"a"_s,
                          .publisherAuthrole = u"b"_s,
                          .trustlevel = 0,
                          .topic = QByteArray("com.caf\xc3\xa9"),
                          .retained = true,
                          .acknowledgedDelivery = true,
                          .rare = rareFields()},
              .payload = payload()});
    add(samples, "EVENT plain", Event{.subscription = 1, .publication = 2});
    add(samples, "EVENT_RECEIVED", EventReceived{.publication = 2});
}

void addCalls(QList<Sample> &samples)
{
    add(samples, "CALL",
        Call{.request = 1,
             .options = {.timeout = 5s,
                         .receiveProgress = true,
                         .progress = true,
                         .discloseMe = true,
                         .rare = rareFields()},
             .procedure = QByteArray("com.proc"),
             .payload = payload()});
    add(samples, "CALL with args alone",
        Call{.request = 1, .procedure = QByteArray("com.proc"), .payload = Payload::fromValues({1})});
    add(samples, "CALL with kwargs alone",
        Call{.request = 1,
             .procedure = QByteArray("com.proc"),
             .payload = Payload::fromValues({}, {{u"a"_s, u"b"_s}})});
    add(samples, "CANCEL",
        Cancel{.request = 1, .options = {.mode = CancelMode::KillNoWait, .rare = rareFields()}});
    add(samples, "CANCEL plain", Cancel{.request = 1});
    add(samples, "RESULT",
        Result{.request = 1, .details = {.progress = true, .rare = rareFields()}, .payload = payload()});
    add(samples, "REGISTER",
        Register{.request = 1,
                 .options = {.match = MatchPolicy::Prefix,
                             .invoke = InvocationPolicy::RoundRobin,
                             .concurrency = 8,
                             .forceReregister = true,
                             .discloseCaller = true,
                             .forwardTimeout = true,
                             .rare = rareFields()},
                 .procedure = QByteArray("com.")});
    add(samples, "REGISTERED", Registered{.request = 1, .registration = 2});
    add(samples, "UNREGISTER", Unregister{.request = 1, .registration = 2});
    add(samples, "UNREGISTERED", Unregistered{.request = 1});
    add(samples, "UNREGISTERED revoked",
        Unregistered{.request = 0, .details = {.registration = 2, .reason = u"com.gone"_s}});
    add(samples, "INVOCATION",
        Invocation{.request = 1,
                   .registration = 2,
                   .details = {.caller = 3,
                               .callerAuthid = u"a"_s,
                               .callerAuthrole = u"b"_s,
                               .trustlevel = -1,
                               .procedure = QByteArray("com.proc"),
                               .timeout = 1ms,
                               .receiveProgress = true,
                               .progress = true,
                               .rare = rareFields()},
                   .payload = payload()});
    add(samples, "INTERRUPT",
        Interrupt{
            .request = 1,
            .options = {.mode = CancelMode::Skip, .reason = u"wamp.error.canceled"_s, .rare = rareFields()}});
    add(samples, "YIELD",
        Yield{.request = 1, .options = {.progress = true, .rare = rareFields()}, .payload = payload()});
}

} // namespace

QList<Sample> sampleMessages()
{
    QList<Sample> samples;
    addSession(samples);
    addPubSub(samples);
    addCalls(samples);
    return samples;
}

Message withValues(Message message)
{
    std::visit(
        [](auto &m) {
            if constexpr (requires { m.payload; }) {
                if (m.payload.kind() == Payload::Kind::Opaque)
                    return;
                const PayloadContent content = contentOf(m.payload).value_or(PayloadContent());
                m.payload = Payload::fromValues(content.args, content.kwargs);
            }
        },
        message);
    return message;
}

QByteArray encoded(const Serializer &serializer, const Message &message)
{
    QByteArray out;
    const EncodeError error = serializer.encode(message, out);
    return error ? "error: " + error.text.toUtf8() : out;
}

QList<Message> decoded(const Serializer &serializer, const QByteArray &octets, QString *error)
{
    QList<Message> messages;
    const DecodeError problem = serializer.decode(octets, [&messages](Message &message) {
        messages.append(std::move(message));
        return true;
    });
    if (error)
        *error = problem.text;
    return messages;
}

QString errorOf(const Serializer &serializer, const QByteArray &octets)
{
    QString error;
    decoded(serializer, octets, &error);
    return error;
}

} // namespace Gantry::Wamp
