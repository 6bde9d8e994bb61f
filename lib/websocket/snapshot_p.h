// SPDX-License-Identifier: MIT
// Settings that their owner changes and several threads read: each reader has one state
// of them, whole, for as long as it keeps it.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace Gantry {

template<typename T>
class Snapshot
{
public:
    //! In any thread.
    std::shared_ptr<const T> get() const
    {
        const std::lock_guard lock(m_mutex);
        return m_value;
    }

    //! In the owner's thread. \a change gets a T to work on.
    template<typename Change>
    void change(Change change)
    {
        auto next = std::make_shared<T>(*m_value);
        change(*next);
        std::shared_ptr<const T> fresh = std::move(next);
        // What it replaces may hold the application's functions: it goes after the lock.
        const std::lock_guard lock(m_mutex);
        m_value.swap(fresh);
    }

private:
    // A lock of the C++ library: Qt's are not seen by ThreadSanitizer.
    mutable std::mutex m_mutex;
    std::shared_ptr<const T> m_value = std::make_shared<T>();
};

} // namespace Gantry
