// SPDX-License-Identifier: GPL-3.0-only
// Records as packets that Wireshark dissects without being set up: each connection is a
// TCP connection with its handshake, whatever carried it, so decrypted wss is plain.
// Written as it comes; memory holds a message of each connection at most.
#pragma once

#include "export/capturewriter.h"
#include "export/connectionnumbers.h"
#include "export/outputfile.h"
#include "export/packetendpoints.h"

#include <map>
#include <memory>

namespace Gantry::Inspector {

enum class PcapngMode : quint8 {
    Wire, //!< frame by frame, as they were: fragments, masks, compression
    //! Each message as one frame, not compressed and without the extension's header;
    //! masks stay. Wireshark 4.0 shows nothing of a message that is compressed and
    //! fragmented, and loses those behind it.
    Normalised,
};

class PcapngWriter final : public CaptureWriter
{
public:
    PcapngWriter(PcapngMode mode, QByteArray program);
    ~PcapngWriter() override;

    [[nodiscard]] bool open(const QString &path) override;
    [[nodiscard]] bool add(int source, const Tap::Record &record, const QByteArray &comment) override;
    [[nodiscard]] bool flush() override { return m_file.flush(); }
    [[nodiscard]] bool finish() override;
    QString errorString() const override { return m_file.errorString(); }

private:
    class Connection;

    Connection &connectionFor(quint64 number, const Tap::OpenRecord &open);
    void addFrame(quint64 number, const Tap::FrameRecord &frame, const QByteArray &comment);
    void emitPacket(qint64 timeNs, QByteArrayView packet, QByteArrayView comment);

    const PcapngMode m_mode;
    const QByteArray m_program;
    OutputFile m_file;
    ConnectionNumbers m_numbers;
    EndpointRegister m_endpoints;
    std::map<quint64, std::unique_ptr<Connection>> m_connections; // those that are open
    QByteArray m_loss; // what the next packet has to say of records before it
};

} // namespace Gantry::Inspector
