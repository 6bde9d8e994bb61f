// SPDX-License-Identifier: GPL-3.0-only
#include "export/pcapngwriter.h"

#include "export/frameencoder.h"
#include "export/handshakeheads.h"
#include "export/messagejoiner.h"
#include "export/pcapngblocks.h"
#include "export/tcpconversation.h"

namespace Gantry::Inspector {

using Side = TcpConversation::Side;

namespace {

//! A larger message is written in parts, as if it had been fragmented.
constexpr qsizetype MaxPacketMessage = 64 * 1024 * 1024;

void addRemark(QByteArrayView remark, QByteArray &text)
{
    if (!text.isEmpty() && !remark.isEmpty())
        text += '\n';
    text.append(remark);
}

} // namespace

class PcapngWriter::Connection
{
public:
    Connection(PcapngMode mode, const Tap::OpenRecord &open, const PacketEndpoints &endpoints,
               TcpConversation::Output output)
        : m_mode(mode)
        , m_open(open)
        , m_tcp(endpoints.client, endpoints.server, std::move(output))
        , m_encoder(open.extensions)
        , m_joiner(MaxPacketMessage, [this](JoinedMessage &&message) { sendMessage(message); })
    { }

    void open(const QByteArray &comment)
    {
        const qint64 time = m_open.head.timeNs;
        const HandshakeHeads heads = handshakeHeads(m_open, extensionHeaders());
        // The scheme and the real addresses are in none of the octets.
        QByteArray remark = comment;
        const bool isServer = m_open.role == Core::Role::Server;
        addRemark("Gantry: " + m_open.url + (m_open.peer.isEmpty() ? "" : " peer ") + m_open.peer
                      + (isServer ? " (server)" : ""),
                  remark);
        m_tcp.open(time, remark);
        m_tcp.send(Side::Client, heads.request, time, {});
        m_tcp.send(Side::Server, heads.response, time, {});
    }

    void add(const Tap::FrameRecord &frame, const QByteArray &comment)
    {
        answer(frame.head.timeNs);
        m_comment = comment;
        if (m_mode == PcapngMode::Normalised && MessageJoiner::isData(frame)) {
            m_joiner.add(frame);
            return;
        }
        QByteArray octets;
        addRemark(m_encoder.encode(frame, octets), m_comment);
        m_tcp.send(sideOf(frame.direction), octets, frame.head.timeNs, std::exchange(m_comment, {}));
    }

    void add(const Tap::OctetsRecord &record, const QByteArray &comment)
    {
        m_comment = comment;
        addRemark(record.note, m_comment);
        m_tcp.send(sideOf(record.direction), record.octets, record.head.timeNs, std::exchange(m_comment, {}));
    }

    void close(const Tap::CloseRecord &record, const QByteArray &comment)
    {
        finish();
        const bool isOurs = record.by == Core::ClosedBy::Local;
        const Side first = sideOf(isOurs ? Tap::Direction::Sent : Tap::Direction::Received);
        QByteArray remark = comment;
        if (!record.wasClean) {
            addRemark("not closed cleanly: " + QByteArray::number(record.code)
                          + (record.reason.isEmpty() ? "" : " ") + record.reason,
                      remark);
        }
        m_tcp.close(first, record.head.timeNs, remark);
    }

    //! What is there of messages that were not completed.
    void finish() { m_joiner.finish(); }

private:
    ExtensionHeaders extensionHeaders() const
    {
        return m_mode == PcapngMode::Normalised ? ExtensionHeaders::LeaveOut : ExtensionHeaders::Keep;
    }

    Side sideOf(Tap::Direction direction) const
    {
        const bool isClient = (direction == Tap::Direction::Sent) == (m_open.role == Core::Role::Client);
        return isClient ? Side::Client : Side::Server;
    }

    //! Frames came, so there was an answer that let them.
    void answer(qint64 timeNs)
    {
        if (!m_open.statusLine.isEmpty())
            return;
        m_open.statusLine = switchingProtocols();
        m_tcp.send(Side::Server, handshakeHeads(m_open, extensionHeaders()).response, timeNs, {});
    }

    void sendMessage(const JoinedMessage &message)
    {
        const Core::FrameHeader header{
            .fin = message.isEnd,
            .opcode = message.isBegin ? message.opcode : quint8(Core::Opcode::Continuation),
            .masked = message.isMasked,
            .maskKey = message.maskKey,
        };
        QByteArray octets;
        appendFrame(header, message.payload, octets);
        addRemark(message.note, m_comment);
        m_tcp.send(sideOf(message.direction), octets, message.head.timeNs, std::exchange(m_comment, {}));
    }

    const PcapngMode m_mode;
    Tap::OpenRecord m_open;
    TcpConversation m_tcp;
    FrameEncoder m_encoder;
    MessageJoiner m_joiner;
    QByteArray m_comment; //!< for the next packet
};

PcapngWriter::PcapngWriter(PcapngMode mode, QByteArray program)
    : m_mode(mode)
    , m_program(std::move(program))
{ }

PcapngWriter::~PcapngWriter() = default;

bool PcapngWriter::open(const QString &path)
{
    if (!m_file.open(path))
        return false;
    appendPcapngStart(m_program, m_file.buffer());
    return m_file.flush();
}

bool PcapngWriter::add(int source, const Tap::Record &record, const QByteArray &comment)
{
    const Tap::RecordHead &head = Tap::headOf(record);
    if (const auto *drop = std::get_if<Tap::DropRecord>(&record)) {
        addRemark(QByteArray::number(drop->count) + " records (" + QByteArray::number(drop->octets)
                      + " octets) before this are missing",
                  m_loss);
        return true;
    }
    const quint64 number = m_numbers.of(source, head.connection);
    if (number == 0)
        return true;
    const auto existing = m_connections.find(number);
    const bool isThere = existing != m_connections.end();
    if (const auto *open = std::get_if<Tap::OpenRecord>(&record)) {
        if (!isThere) // an inspector that attaches again is told again
            connectionFor(number, *open).open(comment);
    } else if (const auto *frame = std::get_if<Tap::FrameRecord>(&record)) {
        addFrame(number, *frame, comment);
    } else if (const auto *octets = std::get_if<Tap::OctetsRecord>(&record)) {
        // Before the opening they are the heads, which the opening has.
        if (isThere)
            existing->second->add(*octets, comment);
    } else if (const auto *close = std::get_if<Tap::CloseRecord>(&record)) {
        if (isThere)
            existing->second->close(*close, comment);
        m_connections.erase(number);
        m_numbers.forget(source, head.connection);
    }
    return m_file.drain();
}

void PcapngWriter::addFrame(quint64 number, const Tap::FrameRecord &frame, const QByteArray &comment)
{
    const auto existing = m_connections.find(number);
    if (existing != m_connections.end()) {
        existing->second->add(frame, comment);
        return;
    }
    Connection &connection = connectionFor(number, assumedOpening(frame));
    connection.open("the opening was not seen");
    connection.add(frame, comment);
}

bool PcapngWriter::finish()
{
    for (const auto &[number, connection] : m_connections)
        connection->finish();
    m_connections.clear();
    return m_file.flush();
}

PcapngWriter::Connection &PcapngWriter::connectionFor(quint64 number, const Tap::OpenRecord &open)
{
    const PacketEndpoints endpoints = m_endpoints.unique(packetEndpoints(open, number));
    auto connection = std::make_unique<Connection>(
        m_mode, open, endpoints, [this](qint64 timeNs, QByteArrayView packet, QByteArrayView comment) {
            emitPacket(timeNs, packet, comment);
        });
    return *(m_connections[number] = std::move(connection));
}

void PcapngWriter::emitPacket(qint64 timeNs, QByteArrayView packet, QByteArrayView comment)
{
    QByteArray text = std::exchange(m_loss, {});
    addRemark(comment, text);
    appendPcapngPacket(timeNs, packet, text, m_file.buffer());
}

} // namespace Gantry::Inspector
