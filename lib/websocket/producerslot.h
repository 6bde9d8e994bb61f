// SPDX-License-Identifier: MIT
// The place for a connection's producer. Each call forgets, or has noted, what it must
// before it reaches the producer, which may do anything.
#pragma once

#include "websocket/producer.h"

#include <utility>

namespace Gantry {

class ProducerSlot
{
public:
    //! false: the place is taken.
    bool set(Producer *producer, bool streaming) noexcept
    {
        if (m_producer)
            return false;
        m_producer = producer;
        m_isStreaming = streaming;
        m_isPaused = false;
        return true;
    }
    void forget() noexcept { m_producer = nullptr; }
    bool isPulled() const noexcept { return m_producer && !m_isStreaming; }

    void pause()
    {
        if (m_producer && m_isStreaming && !std::exchange(m_isPaused, true))
            m_producer->pauseProducing();
    }
    void resume()
    {
        if (m_producer && m_isStreaming && std::exchange(m_isPaused, false))
            m_producer->resumeProducing();
    }
    void pull()
    {
        if (isPulled())
            m_producer->resumeProducing();
    }
    void stop()
    {
        if (Producer *producer = std::exchange(m_producer, nullptr))
            producer->stopProducing();
    }

private:
    Producer *m_producer = nullptr; //!< borrowed
    bool m_isStreaming = false;
    bool m_isPaused = false;
};

} // namespace Gantry
