// SPDX-License-Identifier: MIT
#include "core/framesender.h"

#include "core/frame/framewriter.h"

namespace Gantry::Core {

void FrameSender::enableDeflate(int windowBits, bool noContextTakeover, const DeflateOptions &options)
{
    m_deflater = std::make_unique<Deflater>(windowBits, options.level, options.memLevel, noContextTakeover);
    m_minimumBytes = options.minimumBytes;
}

void FrameSender::sendMessage(Opcode opcode, QByteArrayView payload, bool mayCompress,
                              FrameObserver *observer)
{
    FrameHeader header{.opcode = quint8(opcode)};
    if (m_deflater && mayCompress && payload.size() >= m_minimumBytes) {
        QByteArray compressed;
        if (m_deflater->compress(payload, compressed)) {
            header.rsv = Rsv1;
            append(header, compressed, payload, observer);
            return;
        }
        // No memory for a window: RFC 7692 section 6 lets any message go uncompressed,
        // and a fresh context is always legal afterwards.
        m_deflater->release();
    }
    append(header, payload, payload, observer);
}

void FrameSender::sendControl(Opcode opcode, QByteArrayView payload, FrameObserver *observer)
{
    append({.opcode = quint8(opcode)}, payload, payload, observer);
}

void FrameSender::append(FrameHeader header, QByteArrayView wire, QByteArrayView plain,
                         FrameObserver *observer)
{
    header.payloadLength = quint64(wire.size());
    header.masked = m_mask;
    header.maskKey = m_mask ? m_random->nextMaskKey() : 0;
    appendFrame(m_output, header, wire);
    if (observer) [[unlikely]]
        observer->frameSeen(Direction::Sent, header, plain);
}

} // namespace Gantry::Core
