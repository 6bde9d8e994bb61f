// SPDX-License-Identifier: MIT
#include "router/eventfilter.h"

#include <algorithm>

namespace Gantry::Wamp {

namespace {

template<typename List>
List sorted(List list)
{
    std::sort(list.begin(), list.end());
    return list;
}

template<typename List>
std::optional<List> sorted(const std::optional<List> &list)
{
    return list ? std::optional(sorted(*list)) : std::nullopt;
}

template<typename List, typename Value>
bool has(const List &list, const Value &value)
{
    return std::binary_search(list.begin(), list.end(), value);
}

template<typename List, typename Value>
bool lacks(const std::optional<List> &list, const Value &value)
{
    return list && !has(*list, value);
}

qint64 octetsOf(const QList<Id> &ids)
{
    return qint64(sizeof(Id)) * ids.size();
}

qint64 octetsOf(const QStringList &names)
{
    qint64 octets = 0;
    for (const QString &name : names)
        octets += qint64(sizeof(QString)) + 2 * name.size();
    return octets;
}

template<typename List>
qint64 octetsOf(const std::optional<List> &list)
{
    return list ? octetsOf(*list) : 0;
}

} // namespace

EventFilter::EventFilter(const PublishOptions &o, Id publisher)
    : m_except(o.excludeMe ? publisher : 0)
{
    if (o.exclude.isEmpty() && o.excludeAuthid.isEmpty() && o.excludeAuthrole.isEmpty() && !o.eligible
        && !o.eligibleAuthid && !o.eligibleAuthrole)
        return;
    m_lists = std::make_shared<const Lists>(Lists{sorted(o.exclude), sorted(o.excludeAuthid),
                                                  sorted(o.excludeAuthrole), sorted(o.eligible),
                                                  sorted(o.eligibleAuthid), sorted(o.eligibleAuthrole)});
}

bool EventFilter::Lists::admits(Id session, const QString &authid, const QString &authrole) const
{
    return !has(exclude, session) && !has(excludeAuthid, authid) && !has(excludeAuthrole, authrole)
        && !lacks(eligible, session) && !lacks(eligibleAuthid, authid) && !lacks(eligibleAuthrole, authrole);
}

qint64 EventFilter::Lists::octets() const
{
    return octetsOf(exclude) + octetsOf(excludeAuthid) + octetsOf(excludeAuthrole) + octetsOf(eligible)
        + octetsOf(eligibleAuthid) + octetsOf(eligibleAuthrole);
}

} // namespace Gantry::Wamp
