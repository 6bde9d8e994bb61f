// SPDX-License-Identifier: MIT
#include "tap/liveconnection.h"

namespace Gantry::Tap {

void LiveNode::insertBefore(LiveNode &other) noexcept
{
    Q_ASSERT(isAlone());
    previous = other.previous;
    next = &other;
    previous->next = this;
    other.previous = this;
}

void LiveNode::remove() noexcept
{
    previous->next = next;
    next->previous = previous;
    previous = this;
    next = this;
}

void LiveList::beginWalk() noexcept
{
    m_walked.insertBefore(*m_ends.next);
    m_walkEnd.insertBefore(m_ends);
}

LiveConnection *LiveList::walkOn() noexcept
{
    LiveNode *const next = m_walked.next;
    m_walked.remove();
    if (next == &m_walkEnd) {
        m_walkEnd.remove();
        return nullptr;
    }
    m_walked.insertBefore(*next->next);
    return static_cast<LiveConnection *>(next);
}

} // namespace Gantry::Tap
