// SPDX-License-Identifier: GPL-3.0-only
#include "export/pcapngblocks.h"

#include "core/message/utf8validator.h"

#include <QtCore/QtEndian>

namespace Gantry::Inspector {

namespace {

constexpr quint32 SectionHeaderBlock = 0x0A0D0D0A;
constexpr quint32 InterfaceBlock = 1;
constexpr quint32 EnhancedPacketBlock = 6;
constexpr quint32 ByteOrderMagic = 0x1A2B3C4D;
constexpr quint16 LinkTypeRaw = 101;

constexpr quint16 OptionEnd = 0;
constexpr quint16 OptionComment = 1;
constexpr quint16 OptionUserProgram = 4;
constexpr quint16 OptionTimeResolution = 9;
constexpr qsizetype MaxOptionBytes = 65535;

template<typename T>
void appendLittle(T value, QByteArray &out)
{
    const T little = qToLittleEndian(value);
    out.append(reinterpret_cast<const char *>(&little), sizeof little);
}

void pad(qsizetype size, QByteArray &out)
{
    out.append(qsizetype(-size & 3), '\0');
}

void appendOption(quint16 code, QByteArrayView value, QByteArray &out)
{
    appendLittle(code, out);
    appendLittle(quint16(value.size()), out);
    out.append(value);
    pad(value.size(), out);
}

//! Writes a block around what is appended between its making and its end.
class PcapngBlock
{
public:
    PcapngBlock(quint32 type, QByteArray &out)
        : m_out(out)
        , m_start(out.size())
    {
        appendLittle(type, out);
        appendLittle(quint32(0), out); // the length, when it is known
    }
    ~PcapngBlock()
    {
        const auto length = quint32(m_out.size() - m_start + 4);
        appendLittle(length, m_out);
        qToLittleEndian(length, m_out.data() + m_start + 4);
    }
    Q_DISABLE_COPY_MOVE(PcapngBlock)

private:
    QByteArray &m_out;
    const qsizetype m_start;
};

} // namespace

void appendPcapngStart(QByteArrayView program, QByteArray &out)
{
    {
        const PcapngBlock block(SectionHeaderBlock, out);
        appendLittle(ByteOrderMagic, out);
        appendLittle(quint16(1), out); // version 1.0
        appendLittle(quint16(0), out);
        appendLittle(qint64(-1), out); // the section's length is not known
        appendOption(OptionUserProgram, program, out);
        appendLittle(quint32(OptionEnd), out);
    }
    const PcapngBlock block(InterfaceBlock, out);
    appendLittle(LinkTypeRaw, out);
    appendLittle(quint16(0), out);
    appendLittle(quint32(0), out); // no limit on what was captured
    appendOption(OptionTimeResolution, "\x09", out);
    appendLittle(quint32(OptionEnd), out);
}

void appendPcapngPacket(qint64 timeNs, QByteArrayView packet, QByteArrayView comment, QByteArray &out)
{
    const PcapngBlock block(EnhancedPacketBlock, out);
    appendLittle(quint32(0), out); // the interface
    appendLittle(quint32(quint64(timeNs) >> 32), out);
    appendLittle(quint32(quint64(timeNs)), out);
    appendLittle(quint32(packet.size()), out); // captured
    appendLittle(quint32(packet.size()), out); // and there was no more
    out.append(packet);
    pad(packet.size(), out);
    if (comment.isEmpty())
        return;
    appendOption(OptionComment, comment.first(Core::textCut(comment, qMin(comment.size(), MaxOptionBytes))),
                 out);
    appendLittle(quint32(OptionEnd), out);
}

} // namespace Gantry::Inspector
