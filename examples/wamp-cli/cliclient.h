// SPDX-License-Identifier: MIT
// Connects, joins, has the errand run and leaves in order.
#pragma once

#include "errand.h"

#include <Gantry/WampRawSocketClientFactory>
#include <Gantry/WampWebSocketClientFactory>

#include <QtNetwork/QSslConfiguration>

namespace Gantry::Examples {

class CliClient : public QObject
{
    Q_OBJECT

public:
    explicit CliClient(const CliOptions &options, QObject *parent = nullptr);

    void start(const std::optional<QSslConfiguration> &tls);
    //! Leaves, which is no failure.
    void stop();

Q_SIGNALS:
    void printed(const QByteArray &line);
    void settled(const QString &text);
    //! Empty: it succeeded.
    void finished(const QString &error);

private:
    void connectWebSocket(const std::optional<QSslConfiguration> &tls);
    void connectRawSocket(const std::optional<QSslConfiguration> &tls);
    //! The errand is over, or never begins.
    void conclude(const QString &error);
    void onLeave(const Wamp::LeaveDetails &details);
    //! No transport is there any more, or none came about.
    void onEnd(const QString &reason);

    const CliOptions m_options;
    Wamp::ApplicationSession m_session;
    std::unique_ptr<Errand> m_errand;
    // One of them.
    std::unique_ptr<WampWebSocketClientFactory> m_webSocket;
    std::unique_ptr<WampRawSocketClientFactory> m_rawSocket;
    std::optional<QString> m_outcome; //!< empty: it succeeded
    bool m_isOver = false;
};

} // namespace Gantry::Examples
