// SPDX-License-Identifier: MIT
// A procedure or pattern of procedures, the sessions that offer it, and whose turn it is.
#pragma once

#include "wamp/message/id.h"
#include "wamp/message/options.h"

#include <QtCore/QByteArray>
#include <QtCore/QDateTime>
#include <QtCore/QRandomGenerator>

#include <vector>

namespace Gantry::Wamp {

class RouterSession;

struct Callee
{
    RouterSession *session = nullptr;
    int concurrency = 0; //!< calls under way at most; 0: no limit
    int underWay = 0; //!< counted when there is a limit
    Id number = 0; //!< tells it from the same session, registered before
    bool discloseCaller = false;
    bool forwardTimeout = false;
};

struct RouterRegistration
{
    Id id = 0;
    QByteArray uri = {};
    MatchPolicy match = MatchPolicy::Exact;
    InvocationPolicy invoke = InvocationPolicy::Single;
    QDateTime created = {};
    std::vector<Callee> callees = {}; //!< in the order in which they came
    size_t nextTurn = 0; //!< of roundrobin

    Callee *find(const RouterSession *session) noexcept;
    void remove(const RouterSession *session) noexcept;
    bool hasTrustedCallee() const noexcept;
    /*!
        Whose turn it is among those that take calls now and are not in \a tried, by the
        policy; nullptr: nobody's.
    */
    Callee *pick(const std::vector<RouterSession *> &tried, QRandomGenerator64 &random);
};

} // namespace Gantry::Wamp
