// SPDX-License-Identifier: MIT
// The memory that the connections of a thread read into.
#pragma once

#include <QtCore/qglobal.h>

#include <memory>

namespace Gantry {

//! Borrows the thread's buffer for the time of one read and its delivery. Only one
//! can have it: a second reader, which there is when a slot spins an event loop while
//! its octets are still being worked on, gets a buffer of its own.
class ReadBuffer
{
public:
    //! A read of this size stays in the second-level cache until it is unmasked.
    static constexpr qsizetype Size = 512 * 1024;

    ReadBuffer();
    ~ReadBuffer();
    ReadBuffer(const ReadBuffer &) = delete;
    ReadBuffer &operator=(const ReadBuffer &) = delete;

    char *data() const noexcept { return m_data.get(); }

private:
    std::unique_ptr<char[]> m_data;
};

} // namespace Gantry
