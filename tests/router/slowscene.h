// SPDX-License-Identifier: MIT
// A router whose sessions have small queues, and clients that do not read.
#pragma once

#include "routerscene.h"

namespace Gantry::Test {

inline constexpr qint64 limit = 1000;

struct SlowScene : RouterScene
{
    explicit SlowScene(SlowSessionPolicy policy = SlowSessionPolicy::Drop)
        : RouterScene({.name = u"realm1"_s, .allowAnonymous = true},
                      {.sessionQueueBytes = limit, .stallTimeout = 2s, .slowSessions = policy})
    { }
};

//! From now on everything for \a client waits.
inline void stopReading(RouterClient &client)
{
    client.wire.isFull = true;
    client.wire.waiting = limit + 1;
}

inline void readAll(RouterClient &client)
{
    client.wire.isFull = false;
    client.wire.drain();
}

} // namespace Gantry::Test
