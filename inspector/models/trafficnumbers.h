// SPDX-License-Identifier: GPL-3.0-only
// Traffic in numbers: throughput over time, sizes of messages, latencies of WAMP and of
// pings, what compression saved; for all and for each connection. Follows the store in slices
// of the event loop. What is counted stays counted when the store trims.
//
// Bounds: MaxConnections have numbers of their own (later ones count with all alone), 20 KiB
// each; MaxOverallBins and MaxConnectionBins of time.
#pragma once

#include "decode/deflatefacts.h"
#include "models/latencydigest.h"
#include "models/storefollower.h"
#include "models/timebins.h"

#include <QtCore/QObject>

#include <array>
#include <map>

namespace Gantry::Inspector {

//! Messages by size: bin 0 has the empty ones, bin n those of 2^(n-1) to 2^n - 1 octets.
inline constexpr int SizeBins = 34;
using SizeHistogram = std::array<quint64, SizeBins>;
int sizeBinOf(quint64 octets) noexcept;

class TrafficNumbers : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t MaxConnections = 2000;
    static constexpr std::size_t MaxOverallBins = 4096;
    static constexpr std::size_t MaxConnectionBins = 256;

    struct Numbers
    {
        explicit Numbers(std::size_t maxBins)
            : bins(maxBins)
        { }

        DeflateTotals sent = {}; //!< messages
        DeflateTotals received = {};
        quint64 controlFrames = 0;
        SizeHistogram sizes = {};
        LatencyDigest wamp = {};
        LatencyDigest ping = {};
        TimeBins bins;
    };

    //! \a store is borrowed and must outlive this.
    explicit TrafficNumbers(const RecordStore *store, QObject *parent = nullptr);

    const Numbers &overall() const noexcept { return m_overall; }
    //! nullptr: nothing was seen of it, or there are too many.
    const Numbers *of(quint64 connection) const;
    //! Those that have numbers of their own, ascending.
    QList<quint64> connections() const;

    //! To be told by who pairs messages (WampIndex::answered).
    void addWampLatency(quint64 connection, qint64 timeNs, qint64 latencyNs);
    //! Counts all that is in the store now, however long it takes.
    void finish() { m_follower.finish(); }

Q_SIGNALS:
    void advanced();

private:
    struct Ping
    {
        QByteArray payload;
        qint64 timeNs = 0;
        bool isOpen = false;
    };
    //! What is under way on a connection.
    struct Flow
    {
        explicit Flow(std::size_t maxBins)
            : numbers(maxBins)
        { }

        Numbers numbers;
        std::array<quint64, 2> octets = {}; //!< of the message that is not over, by direction
        std::array<quint64, 2> wireOctets = {};
        std::array<bool, 2> isCompressed = {};
        std::array<std::array<Ping, 4>, 2> pings = {}; //!< the last ones, by direction
        std::array<std::size_t, 2> nextPing = {};
    };

    void count(const Tap::FrameRecord &frame);
    void countData(Flow &flow, const Tap::FrameRecord &frame, bool hasOwn);
    void countMessage(Numbers &numbers, const Tap::FrameRecord &last, const Flow &flow);
    void countPing(Flow &flow, const Tap::FrameRecord &frame);
    Flow *flowOf(quint64 connection);
    void restart();

    Numbers m_overall{MaxOverallBins};
    std::map<quint64, Flow> m_flows;
    StoreFollower m_follower;
};

} // namespace Gantry::Inspector
