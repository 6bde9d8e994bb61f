// SPDX-License-Identifier: MIT
// The codes of WAMP's messages, and the one table of what is known about each: how long
// it is, who may send it, what it answers.
#pragma once

#include "wampexport.h"

#include <QtCore/QByteArrayView>
#include <QtCore/qobjectdefs.h>

#include <optional>

namespace Gantry::Wamp {

Q_NAMESPACE_EXPORT(GANTRY_WAMP_EXPORT)

//! The first element of a message.
enum class MessageType : quint16 {
    Hello = 1,
    Welcome = 2,
    Abort = 3,
    Challenge = 4,
    Authenticate = 5,
    Goodbye = 6,
    Error = 8,
    Publish = 16,
    Published = 17,
    Subscribe = 32,
    Subscribed = 33,
    Unsubscribe = 34,
    Unsubscribed = 35,
    Event = 36,
    Call = 48,
    Cancel = 49,
    Result = 50,
    Register = 64,
    Registered = 65,
    Unregister = 66,
    Unregistered = 67,
    Invocation = 68,
    Interrupt = 69,
    Yield = 70,
    EventReceived = 337, //!< of the extension range, autobahn's own
};
Q_ENUM_NS(MessageType)

//! What an element of a message after its code is.
enum class ElementKind : quint8 {
    None,
    Id, //!< 1 to 2^53
    IdOrZero, //!< 0 where a revocation has no request
    Type, //!< the code of the message that an ERROR is about
    Uri,
    UriPattern, //!< components may be empty when the options say so
    Text,
    Dict,
};

//! Who may send a message.
enum class Sender : quint8 { Client = 1, Router = 2, Both = 3 };

struct MessageRule
{
    MessageType type;
    QByteArrayView name; //!< "PUBLISH"
    ElementKind elements[4]; //!< those after the code that must be there; then None
    bool hasPayload; //!< Args and Kwargs may follow
    Sender sender;
    //! The messages of this type ask for an answer, or for none (0): PUBLISHED for PUBLISH.
    MessageType answeredBy;
    bool mayFail; //!< ERROR may answer it, too

    //! Elements of the array with the code.
    int minimumSize() const noexcept;
    int maximumSize() const noexcept;
    bool mayBeSentBy(Sender who) const noexcept { return (int(sender) & int(who)) != 0; }
};

//! nullptr: there is no such message.
GANTRY_WAMP_EXPORT const MessageRule *messageRule(quint64 code) noexcept;
GANTRY_WAMP_EXPORT const MessageRule &messageRule(MessageType type) noexcept;

} // namespace Gantry::Wamp
