// SPDX-License-Identifier: GPL-3.0-only
#include "store/recordindex.h"

#include <algorithm>
#include <limits>

namespace Gantry::Inspector {

namespace {

//! Fills in what a kind of record has beside its head.
class IndexMaker
{
public:
    IndexMaker(RecordIndex &index, QByteArrayView encoded)
        : m_index(index)
        , m_encoded(encoded)
    { }

    void operator()(const Tap::FrameRecord &frame)
    {
        m_index.opcode = frame.header.opcode;
        m_index.messageOpcode = frame.messageOpcode;
        m_index.wireLength =
            quint32(std::min<quint64>(frame.header.payloadLength, std::numeric_limits<quint32>::max()));
        m_index.bits |= frame.header.fin ? RecordIndex::Fin : 0;
        m_index.bits |= quint8((frame.header.rsv & 7) << 1);
        m_index.bits |= frame.header.masked ? RecordIndex::Masked : 0;
        setDirection(frame.direction);
        setNote(frame.note);
        setPayload(frame.payload);
    }
    void operator()(const Tap::MessageRecord &message)
    {
        m_index.messageOpcode = quint8(message.isBinary ? Core::Opcode::Binary : Core::Opcode::Text);
        setDirection(message.direction);
        setPayload(message.payload);
    }
    void operator()(const Tap::OctetsRecord &octets)
    {
        setDirection(octets.direction);
        setNote(octets.note);
        setPayload(octets.octets);
    }
    template<typename Other>
    void operator()(const Other &)
    { }

private:
    void setDirection(Core::Direction direction)
    {
        m_index.bits |= direction == Core::Direction::Received ? RecordIndex::Received : 0;
    }
    void setNote(QByteArrayView note) { m_index.bits |= note.isEmpty() ? 0 : RecordIndex::HasNote; }
    void setPayload(QByteArrayView payload)
    {
        if (!payload.isEmpty()) {
            m_index.payloadOffset = m_index.offset + quint32(payload.data() - m_encoded.data());
            m_index.payloadLength = quint32(payload.size());
        }
    }

    RecordIndex &m_index;
    QByteArrayView m_encoded;
};

} // namespace

RecordIndex makeIndex(const Tap::Record &record, QByteArrayView encoded, quint32 offset)
{
    const Tap::RecordHead &head = Tap::headOf(record);
    RecordIndex index;
    index.timeNs = head.timeNs;
    index.connection = quint32(head.connection);
    index.offset = offset;
    index.kind = Tap::kindOf(record);
    std::visit(IndexMaker(index, encoded), record);
    return index;
}

} // namespace Gantry::Inspector
