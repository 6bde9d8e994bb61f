// SPDX-License-Identifier: MIT
// Who gets an event: the lists of PUBLISH, all of which have to agree.
#pragma once

#include "wamp/message/options.h"

#include <memory>

namespace Gantry::Wamp {

class EventFilter
{
public:
    //! Everybody.
    EventFilter() = default;
    //! As \a options has it for an event of the session \a publisher; 0: of none.
    EventFilter(const PublishOptions &options, Id publisher);

    bool admits(Id session, const QString &authid, const QString &authrole) const
    {
        return session != m_except && (!m_lists || m_lists->admits(session, authid, authrole));
    }
    //! Everybody but the publisher itself.
    bool isOpen() const noexcept { return !m_lists; }
    //! What its lists hold in memory.
    qint64 octets() const;

private:
    struct Lists
    {
        QList<Id> exclude;
        QStringList excludeAuthid;
        QStringList excludeAuthrole;
        std::optional<QList<Id>> eligible;
        std::optional<QStringList> eligibleAuthid;
        std::optional<QStringList> eligibleAuthrole;
        bool admits(Id session, const QString &authid, const QString &authrole) const;
    };
    Id m_except = 0;
    //! Sorted; shared, since a retained event keeps them.
    std::shared_ptr<const Lists> m_lists;
};

} // namespace Gantry::Wamp
