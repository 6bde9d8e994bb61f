// SPDX-License-Identifier: MIT
// One connection to a conformance server, from first octet to last: echoes what
// comes, and ends in any case.
#pragma once

#include <Gantry/WebSocketClientFactory>

#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <optional>

namespace Gantry::Examples {

class Visit : public QObject
{
    Q_OBJECT

public:
    enum class Manner : quint8 { Echo, Listen };

    //! \a url is asked for as it is. With Listen nothing is answered.
    Visit(const QUrl &url, Manner manner, QObject *parent = nullptr);

    //! The first message that came, if any.
    const std::optional<QByteArray> &firstMessage() const { return m_firstMessage; }

    //! Why the server could not be reached at all; empty: it was, whatever it did then.
    const QString &connectError() const { return m_connectError; }

Q_SIGNALS:
    //! Exactly once, from the event loop.
    void finished();

private:
    void adopt(WebSocketClientProtocol *connection, Manner manner);
    void conclude(WebSocketClientProtocol *connection, const QString &reason);

    WebSocketClientFactory m_factory;
    QTimer m_silence;
    QTimer m_total;
    std::optional<QByteArray> m_firstMessage;
    QString m_connectError;
};

} // namespace Gantry::Examples
