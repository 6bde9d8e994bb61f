// SPDX-License-Identifier: MIT
// Since when each message without a reply has been under way, first come first served.
#pragma once

#include <QtCore/QtGlobal>

#include <vector>

namespace Gantry::Bench {

class DueTimes
{
public:
    void push(qint64 time) { m_times.push_back(time); }

    qint64 pop()
    {
        const qint64 time = m_times[m_begin++];
        // It may never be empty: what was taken goes when it is more than what is left.
        if (m_begin >= LeastWaste && m_begin * 2 >= m_times.size()) {
            m_times.erase(m_times.begin(), m_times.begin() + std::ptrdiff_t(m_begin));
            m_begin = 0;
        }
        return time;
    }

    size_t size() const { return m_times.size() - m_begin; }

    void clear()
    {
        m_times.clear();
        m_begin = 0;
    }

private:
    static constexpr size_t LeastWaste = 32;

    std::vector<qint64> m_times;
    size_t m_begin = 0;
};

} // namespace Gantry::Bench
