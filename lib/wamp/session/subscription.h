// SPDX-License-Identifier: MIT
// One handler of a topic, for giving it up.
#pragma once

#include "../message/id.h"
#include "../message/wampexport.h"

#include <QtCore/QFuture>
#include <QtCore/QPointer>
#include <QtCore/QString>

namespace Gantry::Wamp {

class ApplicationSession;
struct RequestOutcome;

//! A value that keeps nothing alive: copies of it may outlive the session. To be used in
//! the session's thread.
class GANTRY_WAMP_EXPORT Subscription
{
public:
    //! Of nothing: never active.
    Subscription() = default;

    //! The router's; handlers of the same topic share it.
    Id id() const noexcept { return m_id; }
    QString topic() const { return m_topic; }
    //! Whether events reach the handler: not after unsubscribe(), a revocation, or the end
    //! of the session that it was made in.
    bool isActive() const;
    //! This handler gets no event from now on. The router is told when it was the last one
    //! of its topic; the future is finished with the answer then, and at once otherwise.
    //! SessionNotReady: it was not active.
    QFuture<RequestOutcome> unsubscribe() const;

    bool operator==(const Subscription &other) const;

private:
    friend class SubscriberRole;
    Subscription(ApplicationSession *session, quint32 joinNumber, Id id, quint64 handler,
                 const QString &topic);

    QPointer<ApplicationSession> m_session;
    quint32 m_joinNumber = 0;
    Id m_id = 0;
    quint64 m_handler = 0; //!< which of the topic's handlers
    QString m_topic;
};

} // namespace Gantry::Wamp
