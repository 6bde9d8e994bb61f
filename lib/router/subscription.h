// SPDX-License-Identifier: MIT
// A topic or pattern of topics, and the sessions that want its events.
#pragma once

#include "wamp/message/id.h"
#include "wamp/message/options.h"

#include <QtCore/QByteArray>
#include <QtCore/QDateTime>

#include <vector>

namespace Gantry::Wamp {

class RouterSession;

struct RouterSubscription
{
    Id id = 0;
    QByteArray uri = {};
    MatchPolicy match = MatchPolicy::Exact;
    QDateTime created = {};
    //! Each of them knows its place here.
    std::vector<RouterSession *> members = {};
};

} // namespace Gantry::Wamp
