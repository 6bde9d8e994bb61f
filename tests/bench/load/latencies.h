// SPDX-License-Identifier: MIT
// How long replies took, in classes that are 1.6 % wide: adding is a few instructions
// and never allocates.
#pragma once

#include <QtCore/QtGlobal>

#include <array>

namespace Gantry::Bench {

class Latencies
{
public:
    void add(qint64 nanoseconds);
    void clear() { *this = {}; }
    quint64 count() const { return m_count; }
    qint64 largest() const { return m_largest; }
    //! The time within which \a share (0 to 1) of the replies came, in ns.
    qint64 percentile(double share) const;

private:
    static constexpr int Steps = 64; // within a power of two
    static constexpr int Powers = 42; // up to an hour

    static size_t classOf(quint64 value);
    static qint64 upperEndOf(size_t index);

    std::array<quint32, size_t(Steps) * Powers> m_classes{};
    quint64 m_count = 0;
    qint64 m_largest = 0;
};

} // namespace Gantry::Bench
