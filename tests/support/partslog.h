// SPDX-License-Identifier: MIT
// What a protocol hands on of messages, whole or in parts, as words in their order.
#pragma once

#include "websocket/websocketadapterprotocol.h"

#include <QtCore/QStringList>

namespace Gantry::Testing {

//! "begin text", "frame of 3", "data x", "frame end", "frame x", "end", "message x", and of
//! everything else "ping x", "pong x", "close 1000 clean". Pieces of one frame are put
//! together.
class PartsLog : public QObject
{
public:
    void watch(WebSocketAdapterProtocol *protocol)
    {
        using Protocol = WebSocketAdapterProtocol;
        connect(protocol, &Protocol::onMessageBegin, this,
                [this](bool isBinary) { add(isBinary ? "begin binary" : "begin text"); });
        connect(protocol, &Protocol::onMessageFrameBegin, this,
                [this](qint64 length) { add("frame of " + QByteArray::number(length)); });
        connect(protocol, &Protocol::onMessageFrameData, this, [this](const QByteArray &payload) {
            octets += payload;
            if (!m_entries.isEmpty() && m_entries.last().startsWith("data "))
                m_entries.last() += payload;
            else
                add("data " + payload);
        });
        connect(protocol, &Protocol::onMessageFrameEnd, this, [this] { add("frame end"); });
        connect(protocol, &Protocol::onMessageFrame, this, [this](const QByteArray &payload) {
            octets += payload;
            add("frame " + payload);
        });
        connect(protocol, &Protocol::onMessageEnd, this, [this] { add("end"); });
        connect(protocol, &Protocol::onMessage, this, [this](const QByteArray &payload) {
            octets += payload;
            add("message " + payload);
        });
        connect(protocol, &Protocol::onPing, this,
                [this](const QByteArray &payload) { add("ping " + payload); });
        connect(protocol, &Protocol::onPong, this,
                [this](const QByteArray &payload) { add("pong " + payload); });
        connect(protocol, &Protocol::onClose, this, [this](bool wasClean, quint16 code) {
            add("close " + QByteArray::number(code) + (wasClean ? " clean" : " unclean"));
        });
    }

    const QByteArrayList &entries() const { return m_entries; }
    int messageCount() const { return int(m_entries.count("end")) + wholeCount(); }
    QByteArray octets; //!< of all payloads

private:
    void add(const QByteArray &entry) { m_entries.append(entry); }
    int wholeCount() const
    {
        return int(std::count_if(m_entries.begin(), m_entries.end(),
                                 [](const QByteArray &entry) { return entry.startsWith("message "); }));
    }

    QByteArrayList m_entries;
};

} // namespace Gantry::Testing
