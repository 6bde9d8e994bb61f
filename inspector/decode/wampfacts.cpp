// SPDX-License-Identifier: GPL-3.0-only
#include "decode/wampfacts.h"

namespace Gantry::Inspector {

QList<WampFacts> WampFactFinder::look(quint64 connection, const Tap::Record &record)
{
    ++m_sequence;
    if (const auto *open = std::get_if<Tap::OpenRecord>(&record)) {
        m_open.erase(connection);
        if (isWampSubprotocol(open->subprotocol))
            m_open.emplace(connection, open->subprotocol);
        return {};
    }
    if (std::holds_alternative<Tap::CloseRecord>(record)) {
        m_open.erase(connection);
        return {};
    }
    const auto *frame = std::get_if<Tap::FrameRecord>(&record);
    const auto known = frame ? m_open.find(connection) : m_open.end();
    if (known == m_open.end())
        return {};
    const QList<WampConversation::Message> messages = known->second.look(m_sequence, *frame);
    QList<WampFacts> facts;
    facts.reserve(messages.size());
    for (const WampConversation::Message &message : messages) {
        facts.append({.type = message.frame.typeName.toByteArray(),
                      .uri = message.uri(),
                      .id = message.frame.requestId,
                      .latencyNs = message.finding.latencyNs});
    }
    return facts;
}

} // namespace Gantry::Inspector
