// SPDX-License-Identifier: MIT
// So many descriptors that the event loop watches no more of them by itself: what comes
// then waits in the epoll set, as among many connections.
#pragma once

#include "websocket/transport/epollset.h"

#include <vector>

#include <sys/eventfd.h>
#include <unistd.h>

namespace Gantry::Testing {

class CrowdedSet
{
public:
    CrowdedSet()
    {
        for (size_t i = 0; i < EpollSet::MaxDirect; ++i)
            m_crowd.push_back(std::make_unique<Bystander>());
    }

private:
    class Bystander final : public EpollClient
    {
    public:
        Bystander()
            : m_descriptor(::eventfd(0, EFD_CLOEXEC))
        {
            if (!watch(m_descriptor, Readable))
                qFatal("an eventfd cannot be watched");
        }
        ~Bystander()
        {
            unwatch();
            ::close(m_descriptor);
        }

    private:
        void descriptorReady(int) override { qFatal("nobody wrote to it"); }

        int m_descriptor;
    };

    std::vector<std::unique_ptr<Bystander>> m_crowd;
};

} // namespace Gantry::Testing
