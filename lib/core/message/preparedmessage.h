// SPDX-License-Identifier: MIT
// A message for many connections: judged, framed and compressed once instead of once
// for each. Knows neither masks nor the connections it goes to.
#pragma once

#include "core/message/deflatecodec.h"
#include "core/trafficcounts.h"

#include <optional>
#include <vector>

namespace Gantry::Core {

class PreparedMessage
{
public:
    //! What makes one form differ from another. No window: as it is.
    struct Form
    {
        int windowBits = 0;
        int level = 0;
        int memLevel = 0;
        bool operator==(const Form &) const = default;
    };

    PreparedMessage(const QByteArray &payload, bool isBinary, bool doNotCompress);

    //! Not a text that is no UTF-8.
    bool isValid() const noexcept { return m_isValid; }
    const QByteArray &payload() const noexcept { return m_payload; }
    bool isBinary() const noexcept { return m_isBinary; }
    bool mayCompress() const noexcept { return m_mayCompress; }

    //! The payload compressed from a fresh context, made when first asked for. Whoever
    //! sends it resets its own context before its next message (Deflater::reset()): the
    //! receiver's window has this message in it then, and not what ours has. nullopt
    //! when zlib has no memory.
    std::optional<QByteArray> compressed(const Form &form);

    //! Whole frames without a mask.
    struct Framed
    {
        Form form;
        qsizetype fragmentSize = 0;
        QByteArray octets;
        TrafficCounts counts; //!< what sending them adds to a connection's, the message apart
    };
    //! nullptr before keepFrames() was called.
    const Framed *frames(const Form &form, qsizetype fragmentSize) const noexcept;
    const Framed &keepFrames(Framed frames);

private:
    struct Compressed
    {
        Form form;
        QByteArray octets;
    };
    QByteArray m_payload;
    std::vector<Compressed> m_compressed;
    std::vector<Framed> m_framed;
    bool m_isBinary;
    bool m_mayCompress;
    bool m_isValid;
};

} // namespace Gantry::Core
