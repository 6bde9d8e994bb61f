// SPDX-License-Identifier: MIT
// A transport without a system behind it: octets come when a test says so, and what is
// written is counted and is gone. What is left is what Gantry itself costs.
#pragma once

#include "websocket/threadbuffers.h"
#include "websocket/transport/transport.h"

namespace Gantry::Testing {

class CountingTransport final : public Transport
{
public:
    void arrive(QByteArrayView octets) { m_sink->bytesReceived(octets); }

    quint64 octetsWritten() const noexcept { return m_octetsWritten; }
    quint64 writes() const noexcept { return m_writes; }
    //! Of the latest write.
    const QByteArray &latest() const noexcept { return m_latest; }
    //! Whether to have latest(), which keeps the buffer from its next use.
    void setRecording(bool records) { m_records = records; }

    void start(TransportSink *sink) override { m_sink = sink; }
    void prepend(const QByteArray &) override { }
    void write(QByteArray bytes) override
    {
        m_octetsWritten += quint64(bytes.size());
        ++m_writes;
        if (m_records)
            m_latest = std::move(bytes);
        else
            ThreadBuffers::give(std::move(bytes));
    }
    void closeGracefully() override { }
    void abort() override { }
    void setReadingPaused(bool) override { }
    qint64 bytesToWrite() const override { return 0; }
    TransportDetails details() const override { return {.kind = QStringLiteral("counting")}; }
    void silence() override { m_sink = nullptr; }

private:
    TransportSink *m_sink = nullptr;
    quint64 m_octetsWritten = 0;
    quint64 m_writes = 0;
    QByteArray m_latest;
    bool m_records = true;
};

} // namespace Gantry::Testing
