// SPDX-License-Identifier: MIT
#include "core/outputqueue.h"

#include <algorithm>
#include <cstring>

namespace Gantry::Core {

namespace {

// Places for segments that are kept when all were taken.
constexpr size_t MostKeptPlaces = 8;

} // namespace

void OutputQueue::append(QByteArrayView octets)
{
    if (!octets.isEmpty())
        std::memcpy(extend(octets.size()), octets.data(), size_t(octets.size()));
}

void OutputQueue::share(const QByteArray &octets, bool mayBeAlone)
{
    // Memory without a capacity is not the array's own, and may be gone when it is written.
    const bool isOwned = octets.capacity() > 0;
    if (isOwned && octets.size() > MostCopied) {
        if (m_before.capacity() == 0 && m_buffers)
            m_before = m_buffers->takeList();
        if (!m_gathered.isEmpty())
            m_before.push_back(std::exchange(m_gathered, QByteArray()));
        m_before.push_back(octets);
        m_size += octets.size();
    } else if (isOwned && mayBeAlone && m_size == 0) {
        m_gathered = octets;
        m_size = octets.size();
    } else {
        append(octets);
    }
}

QByteArray OutputQueue::take()
{
    if (m_taken < m_before.size()) {
        QByteArray segment = std::move(m_before[m_taken++]);
        if (m_taken == m_before.size()) {
            m_before.clear();
            m_taken = 0;
            if (m_before.capacity() > MostKeptPlaces)
                m_before.shrink_to_fit();
        }
        m_size -= segment.size();
        return segment;
    }
    m_size = 0;
    return std::exchange(m_gathered, QByteArray());
}

void OutputQueue::giveBack()
{
    Q_ASSERT(m_size == 0);
    if (m_buffers)
        m_buffers->giveList(std::exchange(m_before, {}));
}

QByteArray OutputQueue::takeAll()
{
    const qsizetype whole = m_size;
    QByteArray octets = take();
    octets.reserve(whole);
    while (m_size > 0)
        octets += take();
    return octets;
}

void OutputQueue::makeRoom(qsizetype size)
{
    const qsizetype needed = m_gathered.size() + size;
    // Doubling keeps many frames in one burst linear.
    const qsizetype wanted = std::max(
        {needed, std::min(m_expected, MostCopied), m_gathered.isEmpty() ? 0 : 2 * m_gathered.size()});
    QByteArray larger = takeBuffer(m_buffers, wanted);
    if (!m_gathered.isEmpty())
        larger.append(m_gathered);
    giveBuffer(m_buffers, std::exchange(m_gathered, std::move(larger)));
}

} // namespace Gantry::Core
