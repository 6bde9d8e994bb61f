// SPDX-License-Identifier: MIT
// A server's connection to a client that reads when it is told to.
#pragma once

#include "support/memorypair.h"

#include <optional>

namespace Gantry::Testing {

inline constexpr qint64 Mark = 64 * 1024;

class SlowPair : public MemoryPair
{
public:
    explicit SlowPair(OutputPolicy policy = OutputPolicy::Queue, std::optional<DeflateOptions> deflate = {},
                      const WebSocketServerFactory::ProtocolCreator &creator = {})
    {
        serverFactory.setProtocolCreator(creator);
        serverFactory.setProtocolOptions({.closeHandshakeTimeout = std::chrono::milliseconds(50),
                                          .perMessageDeflate = deflate,
                                          .outputHighWatermark = Mark,
                                          .outputPolicy = policy});
        start();
    }
    //! Sends numbered messages of a kilobyte until one is not Queued; its answer.
    SendResult fill(int most = 1000)
    {
        SendResult result = SendResult::Queued;
        while (result == SendResult::Queued && most-- > 0)
            result = sendNumber();
        return result;
    }
    SendResult sendNumber()
    {
        return server->sendMessage(QByteArray::number(sent++).leftJustified(1024), true);
    }
    //! The numbers of the messages that came to the client.
    QList<int> receivedNumbers() const
    {
        QList<int> numbers;
        for (const QString &entry : clientLog.entries()) {
            if (entry.startsWith(u"message "))
                numbers.append(entry.mid(8).trimmed().toInt());
        }
        return numbers;
    }
    int sent = 0;
};

} // namespace Gantry::Testing
