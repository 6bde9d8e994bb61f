// SPDX-License-Identifier: MIT
#include "attach/recordring.h"

#include <cstring>

namespace Gantry::Attach {

namespace {

// In front of each entry: its size, or one of these.
using EntryHeader = quint32;
constexpr qsizetype HeaderSize = sizeof(EntryHeader);
constexpr EntryHeader SkipToStart = 0xFFFF'FFFF;
constexpr EntryHeader Beside = 0xFFFF'FFFE;

EntryHeader headerAt(const char *entry) noexcept
{
    EntryHeader header;
    std::memcpy(&header, entry, sizeof header);
    return header;
}

void setHeaderAt(char *entry, EntryHeader header) noexcept
{
    std::memcpy(entry, &header, sizeof header);
}

//! Entries begin at multiples of the header's size, so that there is always room for
//! a header before the ring's end.
constexpr qsizetype paddedSize(qsizetype size) noexcept
{
    return HeaderSize + (size + HeaderSize - 1) / HeaderSize * HeaderSize;
}

} // namespace

RecordRing::RecordRing(qsizetype capacity)
    : m_capacity(capacity)
    , m_octets(new char[size_t(capacity)]) // not cleared: pages that are not used stay unmapped
{
    Q_ASSERT(capacity >= 2 * HeaderSize && (capacity & (capacity - 1)) == 0);
}

RecordRing::~RecordRing()
{
    while (front(end()))
        pop();
}

char *RecordRing::reserve(qsizetype size) noexcept
{
    return reserveEntry(EntryHeader(size), size);
}

char *RecordRing::reserveEntry(EntryHeader header, qsizetype size) noexcept
{
    const qsizetype needed = paddedSize(size);
    quint64 begin = m_written.load(std::memory_order_relaxed);
    const qsizetype toTheEnd = m_capacity - qsizetype(begin & quint64(m_capacity - 1));
    const bool skips = needed > toTheEnd;
    const quint64 entry = skips ? begin + quint64(toTheEnd) : begin;
    if (!hasRoomTo(entry + quint64(needed)))
        return nullptr;
    if (skips)
        setHeaderAt(at(begin), SkipToStart);
    setHeaderAt(at(entry), header);
    m_writer.reserved = entry + quint64(needed);
    return at(entry) + HeaderSize;
}

bool RecordRing::hasRoomTo(quint64 end) noexcept
{
    const auto fits = [&] { return end - m_writer.seenRead <= quint64(m_capacity); };
    if (!fits())
        m_writer.seenRead = m_read.load(std::memory_order_acquire);
    return fits();
}

void RecordRing::commit() noexcept
{
    m_written.store(m_writer.reserved, std::memory_order_release);
}

bool RecordRing::commitBeside(std::unique_ptr<QByteArray> octets) noexcept
{
    QByteArray *pointer = octets.get();
    char *entry = reserveEntry(Beside, sizeof pointer);
    if (!entry)
        return false;
    std::memcpy(entry, &pointer, sizeof pointer);
    octets.release(); // the reader's from here on
    commit();
    return true;
}

std::optional<QByteArrayView> RecordRing::front(quint64 end) noexcept
{
    if (m_reader.position >= end)
        return std::nullopt;
    if (headerAt(at(m_reader.position)) == SkipToStart)
        m_reader.position += quint64(m_capacity) - (m_reader.position & quint64(m_capacity - 1));
    const char *entry = at(m_reader.position);
    const EntryHeader header = headerAt(entry);
    if (header == Beside) {
        std::memcpy(&m_beside, entry + HeaderSize, sizeof m_beside);
        m_reader.next = m_reader.position + quint64(paddedSize(sizeof m_beside));
        return QByteArrayView(*m_beside);
    }
    m_reader.next = m_reader.position + quint64(paddedSize(qsizetype(header)));
    return QByteArrayView(entry + HeaderSize, qsizetype(header));
}

void RecordRing::pop() noexcept
{
    delete m_beside;
    m_beside = nullptr;
    m_reader.position = m_reader.next;
    m_read.store(m_reader.position, std::memory_order_release);
}

} // namespace Gantry::Attach
