// SPDX-License-Identifier: GPL-3.0-only
#include "models/wampentries.h"

#include <algorithm>
#include <utility>

namespace Gantry::Inspector {

std::pair<qsizetype, qsizetype> WampEntries::placeOf(quint64 sequence) const
{
    constexpr std::pair<qsizetype, qsizetype> Nowhere{-1, -1};
    if (sequence < m_first) {
        return Nowhere;
    }
    const auto behind = std::upper_bound(
        m_chunks.cbegin(), m_chunks.cend(), sequence,
        [](quint64 number, const QList<WampEntry> &chunk) { return number < chunk.front().sequence; });
    if (behind == m_chunks.cbegin()) {
        return Nowhere;
    }
    const QList<WampEntry> &chunk = *(behind - 1);
    const auto entry = std::lower_bound(
        chunk.cbegin(), chunk.cend(), sequence,
        [](const WampEntry &candidate, quint64 number) { return candidate.sequence < number; });
    if (entry == chunk.cend() || entry->sequence != sequence) {
        return Nowhere;
    }
    return {behind - 1 - m_chunks.cbegin(), entry - chunk.cbegin()};
}

const WampEntry *WampEntries::find(quint64 sequence) const
{
    const auto [chunk, place] = placeOf(sequence);
    return chunk < 0 ? nullptr : &m_chunks.at(chunk).at(place);
}

WampEntry *WampEntries::findForChange(quint64 sequence)
{
    const auto [chunk, place] = placeOf(sequence);
    return chunk < 0 ? nullptr : &m_chunks[chunk][place];
}

void WampEntries::append(const WampEntry &entry, qsizetype maxEntries)
{
    if (m_chunks.isEmpty() || std::as_const(m_chunks).back().size() >= ChunkSize) {
        m_chunks.emplaceBack().reserve(ChunkSize);
    }
    m_chunks.back().append(entry);
    if (m_chunks.size() > 1 && size() > maxEntries) {
        m_chunks.removeFirst();
    }
}

qsizetype WampEntries::size() const noexcept
{
    return m_chunks.isEmpty() ? 0 : (m_chunks.size() - 1) * ChunkSize + m_chunks.back().size();
}

void WampEntries::dropBefore(quint64 sequence)
{
    m_first = std::max(m_first, sequence);
    qsizetype chunks = 0;
    while (chunks < m_chunks.size() && m_chunks.at(chunks).back().sequence < m_first) {
        ++chunks;
    }
    m_chunks.remove(0, chunks);
}

void WampEntries::clear()
{
    m_chunks.clear();
    m_uris.resize(1);
}

quint32 WampEntries::addUri(const QByteArray &uri)
{
    m_uris.append(uri);
    return quint32(m_uris.size() - 1);
}

} // namespace Gantry::Inspector
