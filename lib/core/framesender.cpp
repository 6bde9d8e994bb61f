// SPDX-License-Identifier: MIT
#include "core/framesender.h"

#include "core/frame/framewriter.h"
#include "core/frame/masking.h"
#include "core/message/utf8validator.h"

#include <algorithm>
#include <array>

namespace Gantry::Core {

void FrameSender::enableDeflate(int windowBits, bool noContextTakeover, const DeflateOptions &options)
{
    m_deflater = std::make_unique<Deflater>(windowBits, options.level, options.memLevel, noContextTakeover);
    m_minimumBytes = options.minimumBytes;
}

inline void FrameSender::sendFrames(const FrameHeader &header, const QByteArray &wire, QByteArrayView plain,
                                    qsizetype fragmentSize, FrameObserver *observer)
{
    const bool isWhole = fragmentSize <= 0 || wire.size() <= fragmentSize;
    if (isWhole && (m_mask || wire.size() <= OutputQueue::MostCopied)) [[likely]]
        sendFrame(header, wire, plain, observer);
    else if (isWhole)
        sendShared(header, wire, plain, observer);
    else
        sendFragments(header, wire, plain, fragmentSize, observer);
}

void FrameSender::sendMessage(Opcode opcode, const QByteArray &payload, bool mayCompress,
                              qsizetype fragmentSize, FrameObserver *observer)
{
    FrameHeader header{.opcode = quint8(opcode)};
    m_counts.countMessage(payload.size());
    if (m_deflater && mayCompress && payload.size() >= m_minimumBytes) {
        QByteArray compressed = takeBuffer(m_buffers, std::min(payload.size(), OutputQueue::MostCopied));
        if (m_deflater->compress(payload, compressed)) {
            header.rsv = Rsv1;
            sendFrames(header, compressed, payload, fragmentSize, observer);
            giveBuffer(m_buffers, std::move(compressed));
            return;
        }
        // No memory for a window: RFC 7692 section 6 lets any message go uncompressed,
        // and a fresh context is always legal afterwards.
        m_deflater->release();
    }
    sendFrames(header, payload, payload, fragmentSize, observer);
}

void FrameSender::sendPrepared(PreparedMessage &message, qsizetype fragmentSize, FrameObserver *observer)
{
    FrameHeader header{.opcode = quint8(message.isBinary() ? Opcode::Binary : Opcode::Text)};
    m_counts.countMessage(message.payload().size());
    PreparedMessage::Form form;
    QByteArray wire = message.payload();
    if (m_deflater && message.mayCompress() && wire.size() >= m_minimumBytes) {
        const PreparedMessage::Form wanted{.windowBits = m_deflater->windowBits(),
                                           .level = m_deflater->level(),
                                           .memLevel = m_deflater->memLevel()};
        if (const auto compressed = message.compressed(wanted)) {
            form = wanted;
            wire = *compressed;
            header.rsv = Rsv1;
            // The receiver's window moves on by what this message says, ours does not.
            m_deflater->reset();
        }
    }
    // RFC 6455 section 5.3: a fresh mask for each frame, so a client's are made each time.
    if (m_mask || observer) {
        sendFrames(header, wire, message.payload(), fragmentSize, observer);
        return;
    }
    const PreparedMessage::Framed *frames = message.frames(form, fragmentSize);
    if (!frames) {
        FrameSender maker(false, true, nullptr);
        maker.sendFrames(header, wire, message.payload(), fragmentSize, nullptr);
        frames = &message.keepFrames({.form = form,
                                      .fragmentSize = fragmentSize,
                                      .octets = maker.output().takeAll(),
                                      .counts = maker.counts()});
    }
    m_output.share(frames->octets, true);
    m_counts += frames->counts;
}

void FrameSender::sendControl(Opcode opcode, QByteArrayView payload, FrameObserver *observer)
{
    sendFrame({.opcode = quint8(opcode)}, payload, payload, observer);
}

bool FrameSender::compressPart(QByteArrayView part, QByteArray &out)
{
    return m_deflater->compressPart(part, out);
}

void FrameSender::sendFragments(FrameHeader header, QByteArrayView wire, QByteArrayView plain,
                                qsizetype fragmentSize, FrameObserver *observer)
{
    const bool isCompressed = header.rsv != 0;
    // RFC 6455 section 5.4 lets text be cut anywhere, but there are receivers that decode
    // each frame by itself and call a cut code point invalid.
    const bool cutsText = !isCompressed && header.opcode == quint8(Opcode::Text);
    while (!wire.isEmpty()) {
        const QByteArrayView piece =
            wire.first(cutsText ? textCut(wire, fragmentSize) : std::min(fragmentSize, wire.size()));
        wire = wire.sliced(piece.size());
        header.fin = wire.isEmpty();
        // What a piece of compressed data inflates to is not known here, but the whole
        // has certainly come with the last one.
        const QByteArrayView seen = !isCompressed ? piece : header.fin ? plain : QByteArrayView();
        sendFrame(header, piece, seen, observer);
        header = {.opcode = quint8(Opcode::Continuation)}; // RFC 7692 section 6.1: RSV1 on the first alone
    }
}

void FrameSender::completeHeader(FrameHeader &header)
{
    header.masked = m_mask;
    header.maskKey = m_mask ? m_random->nextMaskKey() : 0;
}

void FrameSender::appendHeader(const FrameHeader &header)
{
    std::array<char, MaxFrameHeaderSize> head;
    m_output.append({head.data(), writeFrameHeader(header, head)});
}

void FrameSender::sendFrame(FrameHeader header, QByteArrayView wire, QByteArrayView plain,
                            FrameObserver *observer)
{
    header.payloadLength = quint64(wire.size());
    completeHeader(header);
    if (m_applyMask) [[likely]] {
        writeFrame(m_output.extend(frameHeaderSize(header) + wire.size()), header, wire);
    } else {
        appendHeader(header);
        m_output.append(wire);
    }
    m_counts.countFrame(header);
    if (observer) [[unlikely]]
        observer->frameSeen(Direction::Sent, header, plain);
}

//! Without a mask the payload goes out as it is, and need not be copied.
void FrameSender::sendShared(FrameHeader header, const QByteArray &wire, QByteArrayView plain,
                             FrameObserver *observer)
{
    header.payloadLength = quint64(wire.size());
    appendHeader(header);
    m_output.share(wire);
    m_counts.countFrame(header);
    if (observer) [[unlikely]]
        observer->frameSeen(Direction::Sent, header, plain);
}

void FrameSender::beginFrame(FrameHeader &header)
{
    completeHeader(header);
    appendHeader(header);
}

void FrameSender::sendPayload(const FrameHeader &header, QByteArrayView octets, quint64 position)
{
    if (header.masked && m_applyMask && !octets.isEmpty())
        copyMasked(octets.data(), m_output.extend(octets.size()), octets.size(), header.maskKey, position);
    else
        m_output.append(octets);
}

void FrameSender::sendRawFrame(const FrameHeader &header, QByteArrayView payload, FrameObserver *observer)
{
    appendHeader(header);
    sendPayload(header, payload, 0);
    if (observer) [[unlikely]]
        observer->frameSeen(Direction::Sent, header, payload);
}

} // namespace Gantry::Core
