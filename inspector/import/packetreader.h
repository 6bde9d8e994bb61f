// SPDX-License-Identifier: GPL-3.0-only
// Finds the WebSockets in a capture of packets and says what travelled on them, as the
// proxy would have. What is encrypted stays so. Bounded: what waits in a TCP connection
// for a segment (TcpStream), and how many connections are followed at a time.
#pragma once

#include "import/capturereader.h"
#include "import/packetfile.h"
#include "import/tcpflow.h"

#include <map>

namespace Gantry::Inspector {

class PacketReader final : public CaptureReader
{
public:
    //! TCP connections that are followed; past it those that are no WebSocket (yet) are
    //! forgotten. One whose request is still to come is found all the same.
    static constexpr qsizetype MaxFlows = 20'000;

    //! \a device is borrowed.
    PacketReader(QIODevice *device, Output output);

    bool readSome() override;
    qint64 position() const override { return m_file.position(); }
    QString errorText() const override { return m_error; }

private:
    void add(const CapturedPacket &packet);
    TcpFlow &flowFor(const QByteArray &key);
    void endFlow(const QByteArray &key);
    void finish();
    void explainNothing();

    PacketFile m_file;
    const Output m_output;
    //! By their two ends.
    std::map<QByteArray, std::unique_ptr<TcpFlow>> m_flows;
    quint64 m_lastNumber = 0;
    quint64 m_packets = 0;
    quint64 m_tcpPackets = 0;
    quint64 m_tlsFlows = 0;
    std::optional<quint32> m_unknownLinkType;
    QString m_error;
};

} // namespace Gantry::Inspector
