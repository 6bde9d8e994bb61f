// SPDX-License-Identifier: MIT
#include "relaystream.h"

namespace Gantry::Examples {

namespace {

constexpr qint64 ReadAtOnce = 64 * 1024;

} // namespace

RelayStream::RelayStream(TargetConnection *target, std::chrono::milliseconds idleTimeout, QObject *keeper)
    : m_target(target)
    , m_keeper(keeper)
    , m_idleTimeout(idleTimeout)
{
    m_target->setParent(this);
    m_idleTimer.setSingleShot(true);
    connect(&m_idleTimer, &QTimer::timeout, this, &RelayStream::checkIdle);
}

RelayStream::~RelayStream()
{
    letTargetGo();
}

void RelayStream::connectionMade()
{
    connect(m_target, &TargetConnection::readyRead, this, &RelayStream::pump);
    connect(m_target, &TargetConnection::ended, this, &RelayStream::pump);
    connect(m_target, &TargetConnection::bytesWritten, this, &RelayStream::targetTook);
    m_sinceLast.start();
    if (m_idleTimeout.count() > 0)
        m_idleTimer.start(m_idleTimeout);
    pump(); // a server that speaks first has spoken
}

//! From the target to the client, as far as the client keeps up.
void RelayStream::pump()
{
    while (transport() && !m_isOutputFull && m_target && m_target->bytesAvailable() > 0) {
        const SendResult result = transport()->write(m_target->read(ReadAtOnce));
        m_isOutputFull = result == SendResult::Full;
        m_sinceLast.start();
    }
    const bool isAll = !m_target || (m_target->isEnded() && m_target->bytesAvailable() == 0);
    if (!transport() || !isAll)
        return;
    if (m_target && m_target->isBroken())
        Q_EMIT targetBroke();
    else
        transport()->loseConnection();
}

void RelayStream::outputDrained()
{
    m_isOutputFull = false;
    pump();
}

//! From the client to the target.
void RelayStream::dataReceived(QByteArrayView data)
{
    if (!m_target)
        return;
    m_sinceLast.start();
    m_target->write(data);
    if (!m_isClientPaused && m_target->bytesToWrite() >= HighWatermark) {
        m_isClientPaused = true;
        transport()->pauseProducing();
    }
}

void RelayStream::targetTook()
{
    if (!m_isClientPaused || m_target->bytesToWrite() > HighWatermark / 2 || !transport())
        return;
    m_isClientPaused = false;
    transport()->resumeProducing();
}

void RelayStream::checkIdle()
{
    const auto idle = std::chrono::milliseconds(m_sinceLast.elapsed());
    if (idle < m_idleTimeout) {
        m_idleTimer.start(m_idleTimeout - idle);
        return;
    }
    if (transport())
        transport()->loseConnection();
}

void RelayStream::connectionLost(const ConnectionLostReason &)
{
    letTargetGo();
}

void RelayStream::letTargetGo()
{
    if (!m_target)
        return;
    m_target->disconnect(this);
    m_target->finish(m_keeper);
    m_target.clear();
}

} // namespace Gantry::Examples
