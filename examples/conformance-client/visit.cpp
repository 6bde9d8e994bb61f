// SPDX-License-Identifier: MIT
#include "visit.h"

#include <Gantry/ConnectWS>

namespace Gantry::Examples {

namespace {

// A case is over when nothing has come for this long. The slowest known ones wait
// for some seconds between frames.
constexpr std::chrono::seconds SilenceTimeout(60);
// And in any case after this, however much keeps coming.
constexpr std::chrono::minutes TotalTimeout(10);
constexpr std::chrono::seconds ConnectTimeout(10);

//! What cases take for granted: no ping of our own in a conversation whose every
//! frame is checked. The limits stay: the largest known cases send 16 MiB.
ClientOptions conformanceOptions()
{
    ClientOptions options;
    options.autoPingInterval = std::chrono::milliseconds::zero();
    return options;
}

} // namespace

Visit::Visit(const QUrl &url, Manner manner, QObject *parent)
    : QObject(parent)
    , m_factory(url)
{
    m_factory.setProtocolOptions(conformanceOptions());
    m_silence.setSingleShot(true);
    m_silence.setInterval(SilenceTimeout);
    m_total.setSingleShot(true);
    m_total.setInterval(TotalTimeout);
    connect(&m_factory, &WebSocketClientFactory::protocolCreated, this,
            [this, manner](WebSocketClientProtocol *connection) { adopt(connection, manner); });
    connectWS(&m_factory, {}, ConnectTimeout);
}

void Visit::adopt(WebSocketClientProtocol *connection, Manner manner)
{
    m_silence.start();
    m_total.start();
    connect(&m_silence, &QTimer::timeout, connection, &WebSocketClientProtocol::abort);
    connect(&m_total, &QTimer::timeout, connection, &WebSocketClientProtocol::abort);
    connect(connection, &WebSocketClientProtocol::onPing, &m_silence, qOverload<>(&QTimer::start));
    connect(connection, &WebSocketClientProtocol::onMessage, this,
            [this, connection, manner](const QByteArray &payload, bool isBinary) {
                m_silence.start();
                if (!m_firstMessage)
                    m_firstMessage = payload;
                if (manner == Manner::Echo)
                    connection->sendMessage(payload, isBinary);
            });
    connect(connection, &WebSocketClientProtocol::onClose, this,
            [this, connection](bool, quint16, const QString &reason) { conclude(connection, reason); });
}

void Visit::conclude(WebSocketClientProtocol *connection, const QString &reason)
{
    m_silence.stop();
    m_total.stop();
    const ClosePhase phase = connection->closeInfo().phase;
    if (phase < ClosePhase::OpeningHandshake)
        m_connectError = reason.isEmpty() ? QStringLiteral("no connection") : reason;
    // Queued, so that whoever hears it may delete this visit with its connection.
    QMetaObject::invokeMethod(this, &Visit::finished, Qt::QueuedConnection);
}

} // namespace Gantry::Examples
