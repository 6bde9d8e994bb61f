// SPDX-License-Identifier: MIT
// A ring of encoded records between one thread that writes and one that reads.
// Neither ever waits for the other: there are atomics alone, and when there is no
// room the writer is told so. An entry lies in one piece, so that records are
// encoded in place; what is left at the ring's end when the next entry does not fit
// there is skipped. Entries of up to half the ring always fit into an empty one.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

#include <atomic>
#include <memory>
#include <optional>

namespace Gantry::Attach {

class RecordRing
{
public:
    //! \a capacity is a power of two, of octets.
    explicit RecordRing(qsizetype capacity);
    ~RecordRing();
    Q_DISABLE_COPY_MOVE(RecordRing)

    qsizetype capacity() const noexcept { return m_capacity; }

    //! Writer: memory for an entry of \a size octets, or nullptr when there is no
    //! room. What was reserved is seen by the reader after commit().
    char *reserve(qsizetype size) noexcept;
    void commit() noexcept;
    //! Writer: an entry that lies outside of the ring, for what would take too much
    //! of it. false when there is no room even for the reference.
    bool commitBeside(std::unique_ptr<QByteArray> octets) noexcept;

    //! Reader: where the writer was a moment ago; entries up to there can be read.
    quint64 end() const noexcept { return m_written.load(std::memory_order_acquire); }
    //! Reader: the next entry before \a end, valid until pop(). For one that lies
    //! beside the ring, beside() has the array.
    std::optional<QByteArrayView> front(quint64 end) noexcept;
    const QByteArray *beside() const noexcept { return m_beside; }
    void pop() noexcept;

private:
    char *at(quint64 position) noexcept { return m_octets.get() + (position & quint64(m_capacity - 1)); }
    char *reserveEntry(quint32 header, qsizetype size) noexcept;
    bool hasRoomTo(quint64 end) noexcept;

    const qsizetype m_capacity;
    const std::unique_ptr<char[]> m_octets;
    // Positions count octets from the beginning of time and never wrap. Each side has
    // a cache line of its own, with its copy of what it last saw of the other.
    struct alignas(64) WriterSide
    {
        quint64 reserved = 0;
        quint64 seenRead = 0;
    } m_writer;
    struct alignas(64) ReaderSide
    {
        quint64 position = 0;
        quint64 next = 0;
    } m_reader;
    alignas(64) std::atomic<quint64> m_written{0};
    alignas(64) std::atomic<quint64> m_read{0};
    QByteArray *m_beside = nullptr;
};

} // namespace Gantry::Attach
