// SPDX-License-Identifier: MIT
// A session as a publisher: publications whose acknowledgement is awaited.
#pragma once

#include "wamp/session/applicationsession.h"

#include <QtCore/QPromise>

#include <unordered_map>

namespace Gantry::Wamp {

class PublisherRole
{
public:
    explicit PublisherRole(ApplicationSessionPrivate &session) noexcept
        : m_session(session)
    { }

    SendOutcome publish(const QString &topic, const Payload &payload, const PublishOptions &options);
    QFuture<PublishOutcome> publishAcknowledged(const QString &topic, const Payload &payload,
                                                const PublishOptions &options);

    // Each is the last thing that a function of the session does.
    void receive(const Published &message);
    void receiveError(const Error &message);
    void end(Failure failure);

private:
    std::optional<QPromise<PublishOutcome>> take(Id request);

    ApplicationSessionPrivate &m_session;
    std::unordered_map<Id, QPromise<PublishOutcome>> m_pending;
};

} // namespace Gantry::Wamp
