// SPDX-License-Identifier: MIT
// A procedure that a session has registered, for giving it up.
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
class GANTRY_WAMP_EXPORT Registration
{
public:
    //! Of nothing: never active.
    Registration() = default;

    Id id() const noexcept { return m_id; }
    QString procedure() const { return m_procedure; }
    //! Whether calls reach the handler: not after unregister(), a revocation, or the end of
    //! the session that it was made in.
    bool isActive() const;
    //! No call comes from now on. The future is finished with the router's answer, or at
    //! once with SessionNotReady when it is not active.
    QFuture<RequestOutcome> unregister() const;

    bool operator==(const Registration &other) const;

private:
    friend class CalleeRole;
    Registration(ApplicationSession *session, quint32 joinNumber, Id id, const QString &procedure);

    QPointer<ApplicationSession> m_session;
    quint32 m_joinNumber = 0;
    Id m_id = 0;
    QString m_procedure;
};

} // namespace Gantry::Wamp
