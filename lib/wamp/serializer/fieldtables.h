// SPDX-License-Identifier: MIT
// Which key of which dictionary is which member, in the order in which they are written.
// Reading, writing and what is said of a wrong one all come from these tables.
#pragma once

#include "wamp/message/message.h"

#include <tuple>

namespace Gantry::Wamp::Wire {

template<typename Struct, typename Member>
struct Field
{
    using Type = Member;
    QByteArrayView key;
    Member Struct::*member;
};
template<typename Struct, typename Member>
Field(QByteArrayView, Member Struct::*) -> Field<Struct, Member>;

//! A text that is one of a few.
template<typename Struct, size_t N>
struct Choice
{
    using Type = QString;
    QByteArrayView key;
    QString Struct::*member;
    const QByteArrayView (&names)[N];
};
template<typename Struct, size_t N>
Choice(QByteArrayView, QString Struct::*, const QByteArrayView (&)[N]) -> Choice<Struct, N>;

inline constexpr QByteArrayView encAlgos[] = {"cryptobox", "mqtt", "xbr"};
inline constexpr QByteArrayView encSerializers[] = {"json",   "msgpack", "cbor",
                                                    "ubjson", "opaque",  "flatbuffers"};

template<typename Struct>
struct Fields;

// The order of keys is that of autobahn, which wrote the vectors of the protocol's project.

using R = RareFields;
//! Of RareFields those about a payload that is opaque.
inline constexpr std::tuple opaqueFields{
    Choice{"enc_algo", &R::encAlgo, encAlgos},
    Field{"enc_key", &R::encKey},
    Choice{"enc_serializer", &R::encSerializer, encSerializers},
    Field{"ppt_scheme", &R::pptScheme},
    Field{"ppt_serializer", &R::pptSerializer},
    Field{"ppt_cipher", &R::pptCipher},
    Field{"ppt_keyid", &R::pptKeyid},
};
inline constexpr std::tuple pathFields{
    Field{"transaction_hash", &R::transactionHash},
    Field{"forward_for", &R::forwardFor},
};
template<typename Struct>
inline constexpr std::tuple rareFields = std::tuple_cat(opaqueFields, pathFields);
template<>
inline constexpr std::tuple rareFields<EventDetails> = std::tuple_cat(pathFields, opaqueFields);

template<>
struct Fields<HelloDetails>
{
    using S = HelloDetails;
    static constexpr std::tuple table{
        Field{"roles", &S::roles},       Field{"authmethods", &S::authmethods}, Field{"authid", &S::authid},
        Field{"authrole", &S::authrole}, Field{"authextra", &S::authextra},     Field{"agent", &S::agent},
    };
};

template<>
struct Fields<WelcomeDetails>
{
    using S = WelcomeDetails;
    static constexpr std::tuple table{
        Field{"roles", &S::roles},           Field{"realm", &S::realm},
        Field{"authid", &S::authid},         Field{"authrole", &S::authrole},
        Field{"authmethod", &S::authmethod}, Field{"authprovider", &S::authprovider},
        Field{"authextra", &S::authextra},   Field{"agent", &S::agent},
    };
};

template<>
struct Fields<CloseDetails>
{
    static constexpr std::tuple table{Field{"message", &CloseDetails::message}};
};

template<>
struct Fields<ErrorDetails>
{
    static constexpr std::tuple table{};
};

template<>
struct Fields<PublishOptions>
{
    using S = PublishOptions;
    static constexpr std::tuple table{
        Field{"acknowledge", &S::acknowledge},
        Field{"exclude_me", &S::excludeMe},
        Field{"exclude", &S::exclude},
        Field{"exclude_authid", &S::excludeAuthid},
        Field{"exclude_authrole", &S::excludeAuthrole},
        Field{"eligible", &S::eligible},
        Field{"eligible_authid", &S::eligibleAuthid},
        Field{"eligible_authrole", &S::eligibleAuthrole},
        Field{"retain", &S::retain},
        Field{"disclose_me", &S::discloseMe},
    };
};

template<>
struct Fields<SubscribeOptions>
{
    using S = SubscribeOptions;
    static constexpr std::tuple table{Field{"match", &S::match}, Field{"get_retained", &S::getRetained}};
};

template<>
struct Fields<EventDetails>
{
    using S = EventDetails;
    static constexpr std::tuple table{
        Field{"publisher", &S::publisher},
        Field{"publisher_authid", &S::publisherAuthid},
        Field{"publisher_authrole", &S::publisherAuthrole},
        Field{"trustlevel", &S::trustlevel},
        Field{"topic", &S::topic},
        Field{"retained", &S::retained},
        Field{"x_acknowledged_delivery", &S::acknowledgedDelivery},
    };
};

template<>
struct Fields<RevocationDetails>
{
    using S = RevocationDetails;
    static constexpr std::tuple table{
        Field{"subscription", &S::subscription},
        Field{"registration", &S::registration},
        Field{"reason", &S::reason},
    };
};

template<>
struct Fields<CallOptions>
{
    using S = CallOptions;
    static constexpr std::tuple table{
        Field{"timeout", &S::timeout},
        Field{"receive_progress", &S::receiveProgress},
        Field{"progress", &S::progress},
        Field{"disclose_me", &S::discloseMe},
    };
};

template<>
struct Fields<CancelOptions>
{
    static constexpr std::tuple table{Field{"mode", &CancelOptions::mode}};
};

template<>
struct Fields<ResultDetails>
{
    static constexpr std::tuple table{Field{"progress", &ResultDetails::progress}};
};

template<>
struct Fields<RegisterOptions>
{
    using S = RegisterOptions;
    static constexpr std::tuple table{
        Field{"match", &S::match},
        Field{"invoke", &S::invoke},
        Field{"concurrency", &S::concurrency},
        Field{"force_reregister", &S::forceReregister},
        Field{"disclose_caller", &S::discloseCaller},
        Field{"forward_timeout", &S::forwardTimeout},
    };
};

template<>
struct Fields<InvocationDetails>
{
    using S = InvocationDetails;
    static constexpr std::tuple table{
        Field{"caller", &S::caller},
        Field{"caller_authid", &S::callerAuthid},
        Field{"caller_authrole", &S::callerAuthrole},
        Field{"trustlevel", &S::trustlevel},
        Field{"procedure", &S::procedure},
        Field{"timeout", &S::timeout},
        Field{"receive_progress", &S::receiveProgress},
        Field{"progress", &S::progress},
    };
};

template<>
struct Fields<InterruptOptions>
{
    using S = InterruptOptions;
    static constexpr std::tuple table{Field{"mode", &S::mode}, Field{"reason", &S::reason}};
};

template<>
struct Fields<YieldOptions>
{
    static constexpr std::tuple table{Field{"progress", &YieldOptions::progress}};
};

template<>
struct Fields<ForwardedFor>
{
    using S = ForwardedFor;
    static constexpr std::tuple table{
        Field{"session", &S::session},
        Field{"authid", &S::authid},
        Field{"authrole", &S::authrole},
    };
};

template<typename Struct>
concept HasFields = requires
{
    Fields<Struct>::table;
};
template<typename Struct>
concept HasRareFields = requires(Struct &s)
{
    s.rare;
};

} // namespace Gantry::Wamp::Wire
