// SPDX-License-Identifier: MIT
// One conversation: sends a message, waits for what comes back, and so on, and says
// goodbye. Owns the connection; what arrives and how it ended are signals.
#pragma once

#include "echoclientoptions.h"

#include <Gantry/WebSocketClientFactory>

#include <QtCore/QObject>
#include <QtNetwork/QSslConfiguration>

#include <optional>

namespace Gantry::Examples {

class EchoClient : public QObject
{
    Q_OBJECT

public:
    explicit EchoClient(const EchoClientOptions &options, QObject *parent = nullptr);

    void start(const std::optional<QSslConfiguration> &tls);
    //! Ends with the closing handshake, answers outstanding or not.
    void stop();

Q_SIGNALS:
    void received(const QByteArray &payload, bool isBinary);
    //! Exactly once. \a error is empty after an orderly end.
    void finished(const QString &error);

private:
    void adopt(WebSocketClientProtocol *connection);
    void sendNextOrClose();
    void conclude(bool wasClean, quint16 code, const QString &reason);
    QString whyItFailed(quint16 code, const QString &reason) const;

    EchoClientOptions m_options;
    WebSocketClientFactory m_factory;
    WebSocketClientProtocol *m_connection = nullptr; //!< a child of the factory, until conclude()
    qint64 m_answers = 0;
    bool m_isStopping = false;
};

} // namespace Gantry::Examples
