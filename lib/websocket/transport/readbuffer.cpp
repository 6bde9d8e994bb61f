// SPDX-License-Identifier: MIT
#include "websocket/transport/readbuffer.h"

#include <utility>

namespace Gantry {

namespace {

std::unique_ptr<char[]> &threadBuffer() noexcept
{
    thread_local std::unique_ptr<char[]> buffer;
    return buffer;
}

} // namespace

ReadBuffer::ReadBuffer()
    : m_data(std::exchange(threadBuffer(), nullptr))
{
    if (!m_data)
        m_data = std::make_unique_for_overwrite<char[]>(Size);
}

ReadBuffer::~ReadBuffer()
{
    threadBuffer() = std::move(m_data);
}

} // namespace Gantry
