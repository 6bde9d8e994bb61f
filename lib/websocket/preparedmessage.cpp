// SPDX-License-Identifier: MIT
#include "websocket/preparedmessage.h"

#include "websocket/preparedmessage_p.h"

namespace Gantry {

PreparedMessage::PreparedMessage(const QByteArray &payload, bool isBinary, bool doNotCompress)
    : d(new PreparedMessageData(payload, isBinary, doNotCompress))
{ }

PreparedMessage::~PreparedMessage() = default;
PreparedMessage::PreparedMessage(const PreparedMessage &) = default;
PreparedMessage::PreparedMessage(PreparedMessage &&) noexcept = default;
PreparedMessage &PreparedMessage::operator=(const PreparedMessage &) = default;
PreparedMessage &PreparedMessage::operator=(PreparedMessage &&) noexcept = default;

bool PreparedMessage::isValid() const
{
    return d->message.isValid();
}

QByteArray PreparedMessage::payload() const
{
    return d->message.payload();
}

bool PreparedMessage::isBinary() const
{
    return d->message.isBinary();
}

} // namespace Gantry
