// SPDX-License-Identifier: MIT
// What waits to be taken by the transport, in order: octets gather in one buffer that
// stays in the caches, and what is large lies beside it as the byte array it came in.
#pragma once

#include "core/bufferpool.h"

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

#include <utility>
#include <vector>

namespace Gantry::Core {

class OutputQueue
{
public:
    //! More than this is not copied: then a copy costs more than a second segment does.
    static constexpr qsizetype MostCopied = 64 * 1024;

    //! \a buffers is borrowed and may be nullptr.
    explicit OutputQueue(BufferPool *buffers)
        : m_buffers(buffers)
    { }

    //! Room at the end for \a size more octets, which the caller writes.
    char *extend(qsizetype size)
    {
        const qsizetype start = m_gathered.size();
        if (start + size > m_gathered.capacity() || !m_gathered.isDetached()) [[unlikely]]
            makeRoom(size);
        setSize(m_gathered, start + size);
        m_size += size;
        return m_gathered.data_ptr().data() + start;
    }
    void append(QByteArrayView octets);
    //! Shares \a octets where that pays: when they are many or, if they \a mayBeAlone, when
    //! they would be the only ones.
    void share(const QByteArray &octets, bool mayBeAlone = false);

    //! About so much will follow, and all of it be taken soon.
    void expect(qsizetype octets) noexcept { m_expected = octets; }

    qsizetype size() const noexcept { return m_size; }
    //! The first segment; empty when there is none.
    QByteArray take();
    //! All were taken: leaves what is used again to the pool.
    void giveBack();
    //! All of them as one.
    QByteArray takeAll();

private:
    void makeRoom(qsizetype size);

    BufferPool *m_buffers;
    QByteArray m_gathered; //!< the last segment
    std::vector<QByteArray> m_before; //!< the segments before it, and some that were taken
    size_t m_taken = 0; //!< of those
    qsizetype m_size = 0;
    qsizetype m_expected = 0;
};

} // namespace Gantry::Core
