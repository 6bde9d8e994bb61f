// SPDX-License-Identifier: MIT
// A run from the first connection to the last: opens all, warms up, measures, closes.
// Has an epoll loop of its own, since Qt's would cost more than some of what is
// measured here.
#pragma once

#include "loadfigures.h"
#include "processusage.h"
#include "sockets.h"
#include "traffic.h"

#include <functional>
#include <map>

namespace Gantry::Bench {

class LoadRun : private ConnectionOwner
{
public:
    explicit LoadRun(const LoadSettings &settings);
    ~LoadRun() override;

    //! In LoadRole::Server: called with the address once clients can connect. Answers
    //! which process is to be watched, as only now there can be one.
    using Listening = std::function<qint64(const QUrl &)>;
    void onListening(Listening told) { m_onListening = std::move(told); }

    LoadFigures run();
    const LoadSettings &settings() const { return m_settings; }

private:
    enum class Phase : quint8 { Opening, WarmingUp, Measuring, Closing, Done };

    void opened(LoadConnection &connection) override;
    void replied(LoadConnection &connection, int messages) override;
    void ended(LoadConnection &connection) override;
    void failed(LoadConnection &connection, const QString &reason) override;
    const FrameBlock &blockFor(const std::optional<DeflateTerms> &deflate) override;

    bool prepare();
    bool listen();
    bool look();
    void connectMore();
    void connectOne(LoadConnection &connection);
    void acceptAll();
    void turn();
    void advance(qint64 now);
    void beginTraffic(qint64 now);
    void beginMeasuring(qint64 now);
    void endMeasuring(qint64 now);
    void addError(const QString &error);
    size_t total() const { return size_t(m_settings.connections + m_settings.idle); }

    LoadSettings m_settings;
    Listening m_onListening;
    std::vector<char> m_buffer;
    Latencies m_latencies;
    quint64 m_payloadBytes = 0;
    std::unique_ptr<LoadContext> m_context;
    std::map<std::optional<DeflateTerms>, FrameBlock> m_blocks;
    LoadConnections m_connections; //!< those that are idle come last
    std::unique_ptr<Traffic> m_traffic;
    SocketAddress m_address;
    int m_epoll = -1;
    int m_listener = -1;
    size_t m_started = 0; //!< connections
    size_t m_open = 0;
    Phase m_phase = Phase::Opening;
    qint64 m_phaseBegin = 0;
    qint64 m_phaseEnd = 0;
    qint64 m_nextTick = 0;
    TrafficCounts m_countsBefore;
    ProcessUsage m_usageBefore;
    ProcessUsage m_ownBefore;
    LoadFigures m_figures;
};

} // namespace Gantry::Bench
