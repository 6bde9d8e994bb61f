// SPDX-License-Identifier: MIT
// WAMP's messages as plain values. What is allowed in them stands in messagetype.h;
// wamp/serializer puts them on the wire.
#pragma once

#include "messagetype.h"
#include "options.h"
#include "payload.h"

#include <variant>

namespace Gantry::Wamp {

struct Hello
{
    static constexpr MessageType type = MessageType::Hello;
    Utf8 realm = {};
    HelloDetails details = {};
    bool operator==(const Hello &) const = default;
};

struct Welcome
{
    static constexpr MessageType type = MessageType::Welcome;
    Id session = 0;
    WelcomeDetails details = {};
    bool operator==(const Welcome &) const = default;
};

struct Abort
{
    static constexpr MessageType type = MessageType::Abort;
    CloseDetails details = {};
    Utf8 reason = {};
    Payload payload = {};
    bool operator==(const Abort &) const = default;
};

struct Challenge
{
    static constexpr MessageType type = MessageType::Challenge;
    QString method = {};
    QVariantMap extra = {};
    bool operator==(const Challenge &) const = default;
};

struct Authenticate
{
    static constexpr MessageType type = MessageType::Authenticate;
    QString signature = {};
    QVariantMap extra = {};
    bool operator==(const Authenticate &) const = default;
};

struct Goodbye
{
    static constexpr MessageType type = MessageType::Goodbye;
    CloseDetails details = {};
    Utf8 reason = {};
    bool operator==(const Goodbye &) const = default;
};

struct Error
{
    static constexpr MessageType type = MessageType::Error;
    MessageType requestType = MessageType::Call; //!< of the message it answers
    Id request = 0;
    ErrorDetails details = {};
    Utf8 error = {}; //!< an URI
    Payload payload = {};
    bool operator==(const Error &) const = default;
};

struct Publish
{
    static constexpr MessageType type = MessageType::Publish;
    Id request = 0;
    PublishOptions options = {};
    Utf8 topic = {};
    Payload payload = {};
    bool operator==(const Publish &) const = default;
};

struct Published
{
    static constexpr MessageType type = MessageType::Published;
    Id request = 0;
    Id publication = 0;
    bool operator==(const Published &) const = default;
};

struct Subscribe
{
    static constexpr MessageType type = MessageType::Subscribe;
    Id request = 0;
    SubscribeOptions options = {};
    Utf8 topic = {};
    bool operator==(const Subscribe &) const = default;
};

struct Subscribed
{
    static constexpr MessageType type = MessageType::Subscribed;
    Id request = 0;
    Id subscription = 0;
    bool operator==(const Subscribed &) const = default;
};

struct Unsubscribe
{
    static constexpr MessageType type = MessageType::Unsubscribe;
    Id request = 0;
    Id subscription = 0;
    bool operator==(const Unsubscribe &) const = default;
};

struct Unsubscribed
{
    static constexpr MessageType type = MessageType::Unsubscribed;
    Id request = 0; //!< 0: a revocation, and details say of what
    RevocationDetails details = {};
    bool operator==(const Unsubscribed &) const = default;
};

struct Event
{
    static constexpr MessageType type = MessageType::Event;
    Id subscription = 0;
    Id publication = 0;
    EventDetails details = {};
    Payload payload = {};
    bool operator==(const Event &) const = default;
};

struct EventReceived
{
    static constexpr MessageType type = MessageType::EventReceived;
    Id publication = 0;
    bool operator==(const EventReceived &) const = default;
};

struct Call
{
    static constexpr MessageType type = MessageType::Call;
    Id request = 0;
    CallOptions options = {};
    Utf8 procedure = {};
    Payload payload = {};
    bool operator==(const Call &) const = default;
};

struct Cancel
{
    static constexpr MessageType type = MessageType::Cancel;
    Id request = 0;
    CancelOptions options = {};
    bool operator==(const Cancel &) const = default;
};

struct Result
{
    static constexpr MessageType type = MessageType::Result;
    Id request = 0;
    ResultDetails details = {};
    Payload payload = {};
    bool operator==(const Result &) const = default;
};

struct Register
{
    static constexpr MessageType type = MessageType::Register;
    Id request = 0;
    RegisterOptions options = {};
    Utf8 procedure = {};
    bool operator==(const Register &) const = default;
};

struct Registered
{
    static constexpr MessageType type = MessageType::Registered;
    Id request = 0;
    Id registration = 0;
    bool operator==(const Registered &) const = default;
};

struct Unregister
{
    static constexpr MessageType type = MessageType::Unregister;
    Id request = 0;
    Id registration = 0;
    bool operator==(const Unregister &) const = default;
};

struct Unregistered
{
    static constexpr MessageType type = MessageType::Unregistered;
    Id request = 0; //!< 0: a revocation, and details say of what
    RevocationDetails details = {};
    bool operator==(const Unregistered &) const = default;
};

struct Invocation
{
    static constexpr MessageType type = MessageType::Invocation;
    Id request = 0;
    Id registration = 0;
    InvocationDetails details = {};
    Payload payload = {};
    bool operator==(const Invocation &) const = default;
};

struct Interrupt
{
    static constexpr MessageType type = MessageType::Interrupt;
    Id request = 0;
    InterruptOptions options = {};
    bool operator==(const Interrupt &) const = default;
};

struct Yield
{
    static constexpr MessageType type = MessageType::Yield;
    Id request = 0;
    YieldOptions options = {};
    Payload payload = {};
    bool operator==(const Yield &) const = default;
};

using Message =
    std::variant<Hello, Welcome, Abort, Challenge, Authenticate, Goodbye, Error, Publish, Published,
                 Subscribe, Subscribed, Unsubscribe, Unsubscribed, Event, EventReceived, Call, Cancel, Result,
                 Register, Registered, Unregister, Unregistered, Invocation, Interrupt, Yield>;

inline MessageType messageType(const Message &message)
{
    return std::visit([](const auto &m) { return m.type; }, message);
}

} // namespace Gantry::Wamp
