// SPDX-License-Identifier: MIT
// One message on its way to many peers.
#pragma once

#include "../../websocket/preparedmessage.h"
#include "../serializer/serializer.h"

#include <array>

namespace Gantry::Wamp {

/*!
    A message that is encoded when the first transport asks for an encoding, and framed for
    WebSocket once for all that have it. Made for one moment of one thread: an event on its
    way to its subscribers.
*/
class GANTRY_WAMP_EXPORT SharedMessage
{
public:
    explicit SharedMessage(Message message);
    SharedMessage(const SharedMessage &) = delete;
    SharedMessage &operator=(const SharedMessage &) = delete;

    const Message &message() const noexcept { return m_message; }

    //! As \a serializer has it; empty: it cannot be encoded.
    const QByteArray &encoded(const Serializer &serializer);
    //! The same, ready for any WebSocket of that serializer; nullptr: it cannot be encoded.
    const PreparedMessage *prepared(const Serializer &serializer);

private:
    struct Form
    {
        bool isEncoded = false;
        QByteArray octets = {};
        std::optional<PreparedMessage> prepared = {};
    };
    Form &form(const Serializer &serializer);

    Message m_message;
    std::array<Form, 6> m_forms; //!< one a serializer
};

} // namespace Gantry::Wamp
