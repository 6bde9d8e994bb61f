// SPDX-License-Identifier: MIT
#include "traffic.h"

#include <limits>

namespace Gantry::Bench {

namespace {

using Participants = std::span<const std::unique_ptr<LoadConnection>>;

class EchoTraffic : public Traffic
{
public:
    EchoTraffic(Participants participants, int inFlight)
        : m_participants(participants)
        , m_inFlight(inFlight)
    { }

    void begin(qint64 now) override
    {
        for (const auto &connection : m_participants)
            connection->send(m_inFlight, now);
    }

    void replied(LoadConnection &connection, int messages) override
    {
        m_counts.messages += quint64(messages);
        if (!hasEnded())
            connection.send(messages, monotonicNow());
    }

private:
    Participants m_participants;
    int m_inFlight;
};

//! Messages leave when they are due, in turn over all connections. Their time runs from
//! then, also if they could leave only later: a server that stalls is not asked less.
class RateTraffic : public Traffic
{
public:
    RateTraffic(Participants participants, const LoadSettings &settings)
        : m_participants(participants)
        , m_mostUnderWay(settings.inFlight)
        , m_interval(1e9 / settings.rate)
    { }

    void begin(qint64 now) override { m_begin = now; }

    void replied(LoadConnection &, int messages) override { m_counts.messages += quint64(messages); }

    qint64 tick(qint64 now) override
    {
        if (hasEnded())
            return std::numeric_limits<qint64>::max();
        while (due() <= now) {
            LoadConnection &connection = *m_participants[size_t(m_sent % m_participants.size())];
            if (connection.awaited() < m_mostUnderWay)
                connection.send(1, due());
            else
                ++m_counts.skipped;
            ++m_sent;
        }
        return due();
    }

private:
    qint64 due() const { return m_begin + qint64(double(m_sent) * m_interval); }

    Participants m_participants;
    qsizetype m_mostUnderWay;
    double m_interval; //!< ns
    qint64 m_begin = 0;
    quint64 m_sent = 0;
};

//! The next message leaves when everybody has the one before.
class BroadcastTraffic : public Traffic
{
public:
    BroadcastTraffic(Participants participants, int inFlight)
        : m_participants(participants)
        , m_inFlight(inFlight)
    { }

    void begin(qint64 now) override { sender().send(m_inFlight, now); }

    void replied(LoadConnection &, int messages) override
    {
        m_counts.messages += quint64(messages);
        m_delivered += quint64(messages);
        while (m_delivered >= m_participants.size()) {
            m_delivered -= m_participants.size();
            if (!hasEnded())
                sender().send(1, monotonicNow());
        }
    }

private:
    LoadConnection &sender() const { return *m_participants.front(); }

    Participants m_participants;
    int m_inFlight;
    quint64 m_delivered = 0; //!< of the message under way
};

class ChurnTraffic : public Traffic
{
public:
    void begin(qint64) override { }

    void replied(LoadConnection &connection, int messages) override
    {
        m_counts.messages += quint64(messages);
        connection.close();
    }
};

} // namespace

qint64 Traffic::tick(qint64)
{
    return std::numeric_limits<qint64>::max();
}

std::unique_ptr<Traffic> makeTraffic(const LoadSettings &settings, Participants connections)
{
    switch (settings.mode) {
    case LoadMode::Rate:
        return std::make_unique<RateTraffic>(connections, settings);
    case LoadMode::Churn:
        return std::make_unique<ChurnTraffic>();
    case LoadMode::Broadcast:
        return std::make_unique<BroadcastTraffic>(connections, settings.inFlight);
    case LoadMode::Echo:
        break;
    }
    return std::make_unique<EchoTraffic>(connections, settings.inFlight);
}

} // namespace Gantry::Bench
