// SPDX-License-Identifier: MIT
// One session of our own client, steered by orders.
#pragma once

#include "wampactor.h"

#include <Gantry/ApplicationSession>

#include <QtCore/QHash>

#include <functional>

namespace Gantry::Interop {

class OwnClient
{
public:
    using Report = std::function<void(const QJsonObject &)>;

    explicit OwnClient(Report report);
    ~OwnClient();
    Q_DISABLE_COPY_MOVE(OwnClient)

    void obey(const QJsonObject &order);

private:
    void join(const QJsonObject &order);
    void registerProcedure(const QJsonObject &order);
    void unregister(const QJsonObject &order);
    void call(const QJsonObject &order);
    void cancel(const QJsonObject &order);
    void subscribe(const QJsonObject &order);
    void unsubscribe(const QJsonObject &order);
    void publish(const QJsonObject &order);

    void report(const QJsonObject &order, const QString &what, QJsonObject details = {});
    //! The error, or \a what.
    template<typename Outcome>
    void reportOutcome(const QJsonObject &order, const QString &what, const Outcome &outcome,
                       const QJsonObject &details = {});

    Report m_report;
    Wamp::ApplicationSession m_session;
    QHash<int, Wamp::CallHandle> m_calls; //!< by their orders' numbers, as the others
    QHash<int, Wamp::Registration> m_registrations;
    QHash<int, Wamp::Subscription> m_subscriptions;
    std::unique_ptr<QObject> m_connection;
};

} // namespace Gantry::Interop
