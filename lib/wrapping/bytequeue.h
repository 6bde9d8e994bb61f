// SPDX-License-Identifier: MIT
// Octets in the order they came.
#pragma once

#include <QtCore/QByteArray>

#include <deque>

namespace Gantry {

class ByteQueue
{
public:
    //! Large pieces are kept as they are; small ones are put together, so that a peer
    //! who sends single octets costs no more than those.
    void append(const QByteArray &data);
    //! At most \a maxSize octets into \a data; how many.
    qint64 read(char *data, qint64 maxSize);
    bool contains(char octet) const;
    qint64 size() const noexcept { return m_size; }
    bool isEmpty() const noexcept { return m_size == 0; }
    void clear();

private:
    std::deque<QByteArray> m_pieces;
    qsizetype m_offset = 0; //!< octets of the first piece that were read
    qint64 m_size = 0;
};

} // namespace Gantry
