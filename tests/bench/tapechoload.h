// SPDX-License-Identifier: MIT
// Load on an echo server over loopback: each connection keeps a number of messages
// in flight. Frames are written once and sent again and again, so that the server
// and not this side is what is measured.
#pragma once

#include <QtCore/QByteArray>

#include <chrono>
#include <vector>

namespace Gantry::Bench {

struct LoadFigures
{
    quint64 messages = 0;
    double seconds = 0;
    //! The longest time in which not a single echo came, on any connection.
    std::chrono::nanoseconds longestSilence{0};
};

class TapEchoLoad
{
public:
    TapEchoLoad(quint16 port, int connections, int inFlight, int payloadBytes);
    ~TapEchoLoad();
    Q_DISABLE_COPY_MOVE(TapEchoLoad)

    //! Empty, or why there is no connection (English).
    QByteArray error() const { return m_error; }
    LoadFigures run(std::chrono::milliseconds duration);

private:
    bool connectOne(quint16 port);
    bool handshake(int descriptor);
    void serve(size_t index);

    int m_epoll = -1;
    std::vector<int> m_descriptors;
    std::vector<qsizetype> m_partial; //!< octets of an echo that is not complete
    QByteArray m_frame;
    QByteArray m_burst; //!< as many frames as are in flight
    qsizetype m_echoSize = 0;
    quint64 m_echoes = 0;
    QByteArray m_error;
};

} // namespace Gantry::Bench
