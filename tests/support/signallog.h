// SPDX-License-Identifier: MIT
// The signals of a protocol as words in their order.
#pragma once

#include "websocket/websocketclientprotocol.h"
#include "websocket/websocketserverprotocol.h"

#include <QtCore/QStringList>

#include <algorithm>

namespace Gantry::Testing {

//! What happened so far: "connecting", "connect", "open", "message x", "ping x",
//! "pong x", "close 1000 clean".
class SignalLog : public QObject
{
public:
    void watch(WebSocketServerProtocol *protocol)
    {
        watchBase(protocol);
        connect(protocol, &WebSocketServerProtocol::onConnect, this, [this] { add(u"connect"); });
    }
    void watch(WebSocketClientProtocol *protocol)
    {
        watchBase(protocol);
        connect(protocol, &WebSocketClientProtocol::onConnect, this, [this] { add(u"connect"); });
    }

    const QStringList &entries() const { return m_entries; }
    int count(QStringView start) const
    {
        return int(std::count_if(m_entries.begin(), m_entries.end(),
                                 [start](const QString &entry) { return entry.startsWith(start); }));
    }
    bool isClosed() const { return count(u"close ") > 0; }
    //! Of the last onClose().
    QString reason() const { return m_reason; }
    CloseInfo closeInfo() const { return m_closeInfo; }

private:
    //! Long payloads are cut: what tells messages apart stands at their beginning.
    void add(QStringView entry) { m_entries.append(entry.left(300).toString()); }
    void add(QLatin1StringView word, const QByteArray &payload)
    {
        add(QString(word + QString::fromUtf8(payload.left(256))));
    }
    void watchBase(WebSocketAdapterProtocol *protocol)
    {
        using Protocol = WebSocketAdapterProtocol;
        connect(protocol, &Protocol::onConnecting, this, [this] { add(u"connecting"); });
        connect(protocol, &Protocol::onOpen, this, [this] { add(u"open"); });
        connect(protocol, &Protocol::onMessage, this,
                [this](const QByteArray &payload) { add(QLatin1StringView("message "), payload); });
        connect(protocol, &Protocol::onPing, this,
                [this](const QByteArray &payload) { add(QLatin1StringView("ping "), payload); });
        connect(protocol, &Protocol::onPong, this,
                [this](const QByteArray &payload) { add(QLatin1StringView("pong "), payload); });
        connect(protocol, &Protocol::onClose, this,
                [this, protocol](bool wasClean, quint16 code, const QString &reason) {
                    add(QString(QStringLiteral("close %1 %2")
                                    .arg(code)
                                    .arg(wasClean ? QStringLiteral("clean") : QStringLiteral("unclean"))));
                    m_reason = reason;
                    m_closeInfo = protocol->closeInfo();
                });
    }

    QStringList m_entries;
    QString m_reason;
    CloseInfo m_closeInfo;
};

} // namespace Gantry::Testing
