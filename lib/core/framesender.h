// SPDX-License-Identifier: MIT
// The way out: payload -> deflate -> header -> mask -> output buffer. Knows nothing
// of states; whoever calls has checked that a frame may be sent.
#pragma once

#include "core/connectionoptions.h"
#include "core/frame/frameobserver.h"
#include "core/message/deflatecodec.h"
#include "core/randomsource.h"

#include <QtCore/QByteArray>

#include <memory>
#include <utility>

namespace Gantry::Core {

class FrameSender
{
public:
    //! \a random is borrowed.
    FrameSender(bool mask, RandomSource *random)
        : m_random(random)
        , m_mask(mask)
    { }

    //! permessage-deflate was agreed on; we compress with this window.
    void enableDeflate(int windowBits, bool noContextTakeover, const DeflateOptions &options);

    void sendMessage(Opcode opcode, QByteArrayView payload, bool mayCompress, FrameObserver *observer);
    void sendControl(Opcode opcode, QByteArrayView payload, FrameObserver *observer);
    //! Octets that are no frame: the handshake.
    void sendRaw(QByteArrayView octets) { m_output.append(octets); }

    QByteArray takeOutput() { return std::exchange(m_output, QByteArray()); }
    qsizetype outputSize() const noexcept { return m_output.size(); }

private:
    void append(FrameHeader header, QByteArrayView wire, QByteArrayView plain, FrameObserver *observer);

    RandomSource *m_random;
    QByteArray m_output;
    std::unique_ptr<Deflater> m_deflater;
    qsizetype m_minimumBytes = 0;
    bool m_mask;
};

} // namespace Gantry::Core
