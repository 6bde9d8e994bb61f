// SPDX-License-Identifier: MIT
#include "implementation.h"

#include "ownactor.h"
#include "scriptactor.h"

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

std::unique_ptr<WampActor> WampImplementation::makeActor() const
{
    if (peer)
        return std::make_unique<ScriptActor>(*peer);
    return std::make_unique<OwnActor>();
}

QString WampImplementation::whyNot(const QString &what, const QString &manner) const
{
    const QString reason = cannot.value(what, cannot.value(what + u' ' + manner));
    return reason.isEmpty() ? QString() : name + u' ' + reason;
}

WampImplementation ownWamp()
{
    return {.name = u"Gantry"_s,
            .manners = {u"json"_s, u"msgpack"_s, u"cbor"_s, u"json.batched"_s, u"msgpack.batched"_s,
                        u"cbor.batched"_s, u"json@tcp"_s, u"msgpack@tcp"_s, u"cbor@unix"_s}};
}

WampImplementation pythonAutobahn()
{
    return {.name = u"autobahn-python"_s,
            .peer = pythonPeer({u"autobahn"_s, u"cbor2"_s, u"msgpack"_s, u"nacl"_s, u"argon2"_s},
                               u"wamp_autobahn.py"_s),
            // Its json.batched has another separator than the protocol's.
            .manners = {u"json"_s, u"msgpack"_s, u"cbor"_s, u"msgpack.batched"_s, u"cbor.batched"_s,
                        u"json@tcp"_s, u"msgpack@tcp"_s, u"cbor@tcp"_s, u"cbor@unix"_s},
            .cannot = {
                {u"disclose"_s, u"has no option disclose_me"_s},
                {u"scram, pbkdf2"_s, u"gives its own PBKDF2 the wrong type"_s},
                {u"scram, argon2id13"_s, u"knows Argon2 by another name alone"_s},
            }};
}

WampImplementation nodeAutobahn()
{
    return {.name = u"autobahn-js"_s,
            .peer = nodePeer({u"autobahn"_s}, u"wamp_autobahn.mjs"_s),
            .manners = {u"json"_s, u"msgpack"_s, u"cbor"_s},
            .cannot = {
                {u"octets json"_s, u"takes octets in JSON for text"_s},
                {u"interrupt"_s, u"announces no call_canceling as a callee"_s},
                {u"yield progress"_s, u"announces no call_canceling, and so cannot yield progress"_s},
                {u"cancel skip"_s, u"takes the ERROR of a cancelled call for a violation"_s},
                {u"cancel killnowait"_s, u"takes the ERROR of a cancelled call for a violation"_s},
                {u"scram as autobahn has it"_s, u"has no scram"_s},
                {u"scram, pbkdf2"_s, u"has no scram"_s},
                {u"scram, argon2id13"_s, u"has no scram"_s},
            }};
}

WampImplementation nodeWampy()
{
    return {.name = u"wampy"_s,
            .peer = nodePeer({u"wampy"_s, u"ws"_s}, u"wamp_wampy.mjs"_s),
            .manners = {u"json"_s, u"msgpack"_s, u"cbor"_s},
            .cannot = {
                {u"octets json"_s, u"takes octets in JSON for text"_s},
                {u"interrupt"_s, u"announces no call_canceling as a callee"_s},
                {u"yield progress"_s, u"announces no progressive_call_results as a callee"_s},
                {u"retain"_s, u"does not send the option retain"_s},
                {u"publish to itself"_s, u"does not send exclude_me when it is false"_s},
                {u"name procedures"_s, u"does not name the procedure of an exact registration"_s},
                {u"say why it left"_s, u"does not tell why a session ended"_s},
                {u"scram as autobahn has it"_s, u"has no scram"_s},
                {u"scram, pbkdf2"_s, u"has no scram"_s},
                {u"scram, argon2id13"_s, u"has no scram"_s},
            }};
}

ForeignPeer nodeWampRt()
{
    ForeignPeer peer = nodePeer({u"wamp.rt"_s}, {});
    peer.serverScript = peerFile(u"wamprt_router.mjs"_s);
    return peer;
}

} // namespace Gantry::Interop
