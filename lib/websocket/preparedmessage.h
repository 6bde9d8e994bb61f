// SPDX-License-Identifier: MIT
// A message that goes to many connections.
#pragma once

#include "../core/export.h"

#include <QtCore/QByteArray>
#include <QtCore/QExplicitlySharedDataPointer>

namespace Gantry {

class PreparedMessageData;

/*!
    A value; copies share what was made of it. Servers frame it once, and compress it
    once for each window size that their clients agreed on, with the first connection
    that it is sent to; each client's connection masks its own copy (RFC 6455 section
    5.3). It may be sent any number of times, from several threads at a time.

    Compressed from a fresh context it shrinks less than a message in a conversation
    does, and the connection's own next message starts afresh as well. That is worth it
    for what goes to many; to a few, sendMessage() costs less on the wire.
*/
class GANTRY_WEBSOCKET_EXPORT PreparedMessage
{
public:
    //! As WebSocketAdapterFactory::prepareMessage().
    explicit PreparedMessage(const QByteArray &payload = {}, bool isBinary = false,
                             bool doNotCompress = false);
    ~PreparedMessage();
    PreparedMessage(const PreparedMessage &);
    PreparedMessage(PreparedMessage &&) noexcept;
    PreparedMessage &operator=(const PreparedMessage &);
    PreparedMessage &operator=(PreparedMessage &&) noexcept;

    //! false: a text that is not UTF-8. Sending it is refused with InvalidUtf8.
    bool isValid() const;
    QByteArray payload() const;
    bool isBinary() const;

private:
    friend class WebSocketLink;
    QExplicitlySharedDataPointer<PreparedMessageData> d;
};

} // namespace Gantry
