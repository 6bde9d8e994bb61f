// SPDX-License-Identifier: MIT
// What a session is told when it joins and when it ends, and what can be set on one.
#pragma once

#include "../auth/clientauth.h"
#include "../message/options.h"
#include "../transport/transport.h"

#include <chrono>

namespace Gantry::Wamp {

//! A session that was joined.
struct SessionDetails
{
    Id session = 0;
    QString realm = {};
    QString authid = {};
    QString authrole = {};
    QString authmethod = {};
    QString authprovider = {};
    QVariantMap authextra = {};
    Roles roles = {}; //!< of the router, with the features it announces
    QString agent = {}; //!< the router's implementation
    QVariantMap custom = {}; //!< private keys of WELCOME, "_name"
    QString serializer = {}; //!< "json", "cbor.batched" ...; empty: in-process
    WampTransportDetails transport = {};
    bool operator==(const SessionDetails &) const = default;
};

//! The end of a session, or why it was not joined.
struct LeaveDetails
{
    //! An URI: the router's, the one given to leave(), or wamp.close.transport_lost.
    QString reason = {};
    QString message = {}; //!< for people; may be empty
    bool byPeer = false; //!< the router ended it, or refused
    bool operator==(const LeaveDetails &) const = default;
};

//! What a client says about itself when it joins.
struct JoinOptions
{
    //! In the order of preference. Empty: those of addAuthenticator(); without any no method
    //! is named, which routers take for anonymous.
    ClientAuths auths = {};
    //! Names of methods that challengeReceived() answers itself, in the place of the names
    //! that auths have.
    QStringList authmethods = {};
    QString authid = {}; //!< empty: that of the first of auths which has one
    QString authrole = {}; //!< asks for one
    QVariantMap authextra = {}; //!< in addition to what authenticators say
    QVariantMap custom = {}; //!< private keys of HELLO, "_name"
    bool operator==(const JoinOptions &) const = default;
};

struct SessionOptions
{
    //! From GOODBYE to the router's own; after that the session is over without it. 0: no
    //! limit, as autobahn.
    std::chrono::milliseconds leaveTimeout{5'000};
    //! From joining to WELCOME, without the time that this side takes for challenges. 0: no
    //! limit, as autobahn.
    std::chrono::milliseconds joinTimeout{30'000};
    //! How much longer than CallOptions::timeout a call waits for a router that minds
    //! timeouts itself. One that does not announce call_timeout is not waited for.
    std::chrono::milliseconds callTimeoutGrace{2'000};
    bool operator==(const SessionOptions &) const = default;
};

} // namespace Gantry::Wamp
