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

qint64 octetsOf(const QList<Id> &ids)
{
    return ids.size() * qint64(sizeof(Id));
}

qint64 octetsOf(const QStringList &texts)
{
    qint64 octets = 0;
    for (const QString &text : texts)
        octets += qint64(sizeof(QString)) + text.size() * qint64(sizeof(QChar));
    return octets;
}

template<typename List>
qint64 octetsOf(const std::optional<List> &list)
{
    return list ? octetsOf(*list) : 0;
}

template<typename List, typename Value>
bool lacks(const std::optional<List> &list, const Value &value)
{
    return list && !has(*list, value);
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

qint64 EventFilter::octets() const
{
    if (!m_lists)
        return 0;
    return qint64(sizeof(Lists)) + octetsOf(m_lists->exclude) + octetsOf(m_lists->excludeAuthid)
        + octetsOf(m_lists->excludeAuthrole) + octetsOf(m_lists->eligible) + octetsOf(m_lists->eligibleAuthid)
        + octetsOf(m_lists->eligibleAuthrole);
}

bool EventFilter::Lists::admits(Id session, const QString &authid, const QString &authrole) const
{
    return !has(exclude, session) && !has(excludeAuthid, authid) && !has(excludeAuthrole, authrole)
        && !lacks(eligible, session) && !lacks(eligibleAuthid, authid) && !lacks(eligibleAuthrole, authrole);
}

} // namespace Gantry::Wamp
