// SPDX-License-Identifier: MIT
// Two transports joined in memory, for tests: they chop what they carry, and break
// at a chosen operation, so that every place where a connection can be cut is tried.
#pragma once

#include "websocket/transport/transport.h"

#include <QtCore/QPointer>

#include <optional>

namespace Gantry {

struct MemoryTransportOptions
{
    //! Most octets of one delivery; 0: all that waits.
    qsizetype chunkSize = 0;
    //! The operation, counted over both ends from 1, at which the connection is
    //! lost: a write, a delivery, the end of a direction. 0: never.
    int failAt = 0;
    QString name = QStringLiteral("test"); //!< of the ends: "memory:test"
};

class MemoryTransport final : public QObject, public Transport
{
public:
    struct Pair
    {
        std::unique_ptr<MemoryTransport> first;
        std::unique_ptr<MemoryTransport> second;
        //! Operations so far; one that a failAt can be chosen from.
        std::shared_ptr<const int> operations;
    };
    static Pair makePair(const MemoryTransportOptions &options = {});
    ~MemoryTransport() override;

    void start(TransportSink *sink) override;
    void prepend(const QByteArray &octets) override { m_inbox.prepend(octets); }
    void write(QByteArray bytes) override;
    void closeGracefully() override;
    void abort() override;
    void setReadingPaused(bool paused) override;
    //! What the other end has not taken.
    qint64 bytesToWrite() const override;
    TransportDetails details() const override;
    void silence() override { m_sink = nullptr; }

private:
    struct Link
    {
        MemoryTransportOptions options;
        std::shared_ptr<int> operations; //!< shared with the test, which may outlive the pair
        bool isLost = false;
    };
    explicit MemoryTransport(std::shared_ptr<Link> link);

    bool operate();
    void deliverLater();
    void deliver();
    void deliverEnd();
    bool mayDeliver() const { return m_sink && !m_isPaused && !m_isDelivering && !m_isClosed; }
    void closeLater(Core::TransportEnd end);

    //! Shared by the two ends, either of which may go first.
    std::shared_ptr<Link> m_link;
    QPointer<MemoryTransport> m_other;
    TransportSink *m_sink = nullptr;
    QByteArray m_inbox;
    std::optional<Core::TransportEnd> m_end;
    bool m_peerEnded = false; //!< and when the inbox is empty it is to be told
    bool m_peerEndTold = false;
    bool m_sendingEnded = false;
    bool m_isPaused = false;
    bool m_isDelivering = false;
    bool m_isClosed = false;
};

} // namespace Gantry
