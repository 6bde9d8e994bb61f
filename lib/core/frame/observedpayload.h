// SPDX-License-Identifier: MIT
// A FrameObserver is shown each frame as a whole. Where nothing else collects frames,
// this does, as long as somebody looks.
#pragma once

#include "core/frame/frameobserver.h"

#include <QtCore/QByteArray>

#include <algorithm>

namespace Gantry::Core {

class ObservedPayload
{
public:
    //! Streams are for what is too large to be kept, and a frame's size is the peer's
    //! choice: an observer sees its beginning.
    static constexpr quint64 MostOctets = 1024 * 1024;

    //! Of a frame no more than \a maxBytes are kept, 0 being MostOctets like all above.
    explicit ObservedPayload(quint64 maxBytes)
        : m_maxBytes(maxBytes == 0 ? MostOctets : std::min(maxBytes, MostOctets))
    { }

    void add(const FrameObserver *observer, QByteArrayView octets)
    {
        if (!observer) [[likely]]
            return;
        const quint64 room = m_maxBytes - std::min(m_maxBytes, quint64(m_payload.size()));
        m_payload.append(octets.first(qsizetype(std::min(room, quint64(octets.size())))));
    }
    const QByteArray &payload() const noexcept { return m_payload; }
    void clear() { m_payload = QByteArray(); }

private:
    quint64 m_maxBytes;
    QByteArray m_payload;
};

} // namespace Gantry::Core
