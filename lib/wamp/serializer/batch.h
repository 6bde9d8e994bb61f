// SPDX-License-Identifier: MIT
// How batched serializers put several messages in one: a JSON message ends with 0x1e, the
// binary ones have their length in front, 4 octets, the highest first.
#pragma once

#include "wamp/serializer/serializer.h"
#include "wamp/serializer/valuesink.h"

namespace Gantry::Wamp::Wire {

//! Where one message is in the octets.
struct Frame
{
    qsizetype begin = 0;
    qsizetype size = 0;
};

//! Finds the messages of a batch, or the one that is none, one after the other.
class FrameReader
{
public:
    //! From \a begin on, which is 0 or a place() of before.
    FrameReader(Encoding encoding, bool isBatched, QByteArrayView octets, qsizetype begin = 0) noexcept
        : m_octets(octets)
        , m_at(begin)
        , m_encoding(encoding)
        , m_isBatched(isBatched)
    { }

    //! nullopt: there is no other, or no other that is whole.
    std::optional<Frame> next() noexcept;
    Problem problem() const noexcept { return m_problem; }
    //! Behind the last one.
    qsizetype place() const noexcept { return m_at; }

private:
    std::optional<Frame> nextOfBatch() noexcept;

    QByteArrayView m_octets;
    qsizetype m_at;
    Encoding m_encoding;
    bool m_isBatched;
    bool m_isFirst = true;
    Problem m_problem = nullptr;
};

void beginFrame(Encoding encoding, QByteArray &out);
//! Ends the frame that begins at \a begin; what is wrong, if it is.
QString endFrame(Encoding encoding, qsizetype begin, QByteArray &out);

} // namespace Gantry::Wamp::Wire
