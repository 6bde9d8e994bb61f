// SPDX-License-Identifier: MIT
// Carries octets between a WebSocket's stream and a target, and keeps each side as
// slow as the other: what is read from one and cannot be written to the other stays
// below a bound.
#pragma once

#include "targetconnection.h"

#include <Gantry/StreamProtocol>

#include <QtCore/QElapsedTimer>
#include <QtCore/QPointer>
#include <QtCore/QTimer>

namespace Gantry::Examples {

class RelayStream : public StreamProtocol
{
    Q_OBJECT

public:
    //! Waiting for the target beyond which the client is not read from.
    static constexpr qint64 HighWatermark = 1024 * 1024;

    //! Takes \a target. \a idleTimeout 0: none. \a keeper outlives this, and has
    //! targets as children that are still to take what was relayed.
    RelayStream(TargetConnection *target, std::chrono::milliseconds idleTimeout, QObject *keeper);
    ~RelayStream() override;

Q_SIGNALS:
    //! The connection to the target broke; what it had sent is on its way.
    void targetBroke();

protected:
    void connectionMade() override;
    void dataReceived(QByteArrayView data) override;
    void outputDrained() override;
    void connectionLost(const ConnectionLostReason &reason) override;

private:
    void pump();
    void targetTook();
    void checkIdle();
    void letTargetGo();

    QPointer<TargetConnection> m_target;
    QPointer<QObject> m_keeper;
    std::chrono::milliseconds m_idleTimeout;
    QElapsedTimer m_sinceLast; //!< octet in either direction
    QTimer m_idleTimer;
    bool m_isOutputFull = false;
    bool m_isClientPaused = false;
};

} // namespace Gantry::Examples
