// SPDX-License-Identifier: MIT
// One WebSocket connection to an echo server by blocking calls: the least that can be
// between a measurement and what is measured.
#pragma once

#include <QtCore/QByteArray>

#include <vector>

namespace Gantry::Bench {

class ProxyBenchPeer
{
public:
    //! To \a port of this machine; with \a tunnelTo that is a forward proxy, which leads
    //! to that port.
    explicit ProxyBenchPeer(quint16 port, quint16 tunnelTo = 0);
    ~ProxyBenchPeer();
    Q_DISABLE_COPY_MOVE(ProxyBenchPeer)

    //! False after any failure.
    bool isOpen() const { return m_descriptor >= 0; }
    //! Microseconds of each of \a count echoes, one after the other.
    std::vector<double> roundTrips(int count, int size);
    //! With \a inFlight messages always under way, for \a seconds.
    double messagesPerSecond(int inFlight, int size, double seconds);

private:
    bool exchangeHeads(const QByteArray &request, const QByteArray &status);
    bool send(const QByteArray &octets);
    //! Reads \a count octets and throws them away.
    bool skip(qsizetype count);
    void close();

    int m_descriptor = -1;
    std::vector<char> m_buffer;
};

} // namespace Gantry::Bench
