// SPDX-License-Identifier: MIT
// Which element of which message is which member. What kind it is stands in
// message/messagetype.h; payloads come behind.
#pragma once

#include "wamp/serializer/fieldtables.h"

namespace Gantry::Wamp::Wire {

template<typename Message>
struct Layout;

#define GANTRY_WAMP_LAYOUT(Type, ...)                                                                        \
    template<>                                                                                               \
    struct Layout<Type>                                                                                      \
    {                                                                                                        \
        using M = Type;                                                                                      \
        static constexpr std::tuple elements{__VA_ARGS__};                                                   \
    }

GANTRY_WAMP_LAYOUT(Hello, Field{"Realm", &M::realm}, Field{"Details", &M::details});
GANTRY_WAMP_LAYOUT(Welcome, Field{"Session", &M::session}, Field{"Details", &M::details});
GANTRY_WAMP_LAYOUT(Abort, Field{"Details", &M::details}, Field{"Reason", &M::reason});
GANTRY_WAMP_LAYOUT(Challenge, Field{"AuthMethod", &M::method}, Field{"Extra", &M::extra});
GANTRY_WAMP_LAYOUT(Authenticate, Field{"Signature", &M::signature}, Field{"Extra", &M::extra});
GANTRY_WAMP_LAYOUT(Goodbye, Field{"Details", &M::details}, Field{"Reason", &M::reason});
GANTRY_WAMP_LAYOUT(Error, Field{"Type", &M::requestType}, Field{"Request", &M::request},
                   Field{"Details", &M::details}, Field{"Error", &M::error});
GANTRY_WAMP_LAYOUT(Publish, Field{"Request", &M::request}, Field{"Options", &M::options},
                   Field{"Topic", &M::topic});
GANTRY_WAMP_LAYOUT(Published, Field{"Request", &M::request}, Field{"Publication", &M::publication});
GANTRY_WAMP_LAYOUT(Subscribe, Field{"Request", &M::request}, Field{"Options", &M::options},
                   Field{"Topic", &M::topic});
GANTRY_WAMP_LAYOUT(Subscribed, Field{"Request", &M::request}, Field{"Subscription", &M::subscription});
GANTRY_WAMP_LAYOUT(Unsubscribe, Field{"Request", &M::request}, Field{"Subscription", &M::subscription});
GANTRY_WAMP_LAYOUT(Unsubscribed, Field{"Request", &M::request}, Field{"Details", &M::details});
GANTRY_WAMP_LAYOUT(Event, Field{"Subscription", &M::subscription}, Field{"Publication", &M::publication},
                   Field{"Details", &M::details});
GANTRY_WAMP_LAYOUT(EventReceived, Field{"Publication", &M::publication});
GANTRY_WAMP_LAYOUT(Call, Field{"Request", &M::request}, Field{"Options", &M::options},
                   Field{"Procedure", &M::procedure});
GANTRY_WAMP_LAYOUT(Cancel, Field{"Request", &M::request}, Field{"Options", &M::options});
GANTRY_WAMP_LAYOUT(Result, Field{"Request", &M::request}, Field{"Details", &M::details});
GANTRY_WAMP_LAYOUT(Register, Field{"Request", &M::request}, Field{"Options", &M::options},
                   Field{"Procedure", &M::procedure});
GANTRY_WAMP_LAYOUT(Registered, Field{"Request", &M::request}, Field{"Registration", &M::registration});
GANTRY_WAMP_LAYOUT(Unregister, Field{"Request", &M::request}, Field{"Registration", &M::registration});
GANTRY_WAMP_LAYOUT(Unregistered, Field{"Request", &M::request}, Field{"Details", &M::details});
GANTRY_WAMP_LAYOUT(Invocation, Field{"Request", &M::request}, Field{"Registration", &M::registration},
                   Field{"Details", &M::details});
GANTRY_WAMP_LAYOUT(Interrupt, Field{"Request", &M::request}, Field{"Options", &M::options});
GANTRY_WAMP_LAYOUT(Yield, Field{"Request", &M::request}, Field{"Options", &M::options});

#undef GANTRY_WAMP_LAYOUT

template<typename Message>
concept HasPayload = requires(Message &m)
{
    m.payload;
};

//! Whether the options say that a byte string stands in the place of Args.
template<HasPayload Message>
bool saysOpaque(const Message &message)
{
    if constexpr (requires { message.options; })
        return !message.options.rare->encAlgo.isEmpty();
    else
        return !message.details.rare->encAlgo.isEmpty();
}

} // namespace Gantry::Wamp::Wire
