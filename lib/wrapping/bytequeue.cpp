// SPDX-License-Identifier: MIT
#include "wrapping/bytequeue.h"

#include <algorithm>
#include <cstring>

namespace Gantry {

namespace {

constexpr qsizetype PieceBytes = 16 * 1024;

}

void ByteQueue::append(const QByteArray &data)
{
    if (data.isEmpty())
        return;
    m_size += data.size();
    if (!m_pieces.empty() && m_pieces.back().size() + data.size() <= PieceBytes) {
        QByteArray &last = m_pieces.back();
        if (last.capacity() < PieceBytes)
            last.reserve(PieceBytes);
        last += data;
    } else {
        m_pieces.push_back(data);
    }
}

qint64 ByteQueue::read(char *data, qint64 maxSize)
{
    qint64 done = 0;
    while (done < maxSize && !m_pieces.empty()) {
        const QByteArray &piece = m_pieces.front();
        const qint64 count = std::min<qint64>(piece.size() - m_offset, maxSize - done);
        std::memcpy(data + done, piece.constData() + m_offset, size_t(count));
        done += count;
        m_offset += count;
        if (m_offset == piece.size()) {
            m_pieces.pop_front();
            m_offset = 0;
        }
    }
    m_size -= done;
    return done;
}

bool ByteQueue::contains(char octet) const
{
    qsizetype from = m_offset;
    return std::any_of(m_pieces.begin(), m_pieces.end(), [&from, octet](const QByteArray &piece) {
        return piece.indexOf(octet, std::exchange(from, 0)) >= 0;
    });
}

void ByteQueue::clear()
{
    m_pieces.clear();
    m_offset = 0;
    m_size = 0;
}

} // namespace Gantry
