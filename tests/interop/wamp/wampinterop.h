// SPDX-License-Identifier: MIT
// What is expected of every WAMP client together with gantry-router: each scenario with
// the client in either position, our own in the other, with the same and with another
// serializer, and with itself.
#pragma once

#include "gantryrouter.h"
#include "wampclient.h"

#include <QtTest/QTest>

namespace Gantry::Interop {

class WampInteropTest : public QObject
{
    Q_OBJECT

public:
    explicit WampInteropTest(const WampImplementation &theirs);
    ~WampInteropTest() override;

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase();

    // wampinteropcalls.cpp; "first" is the caller, "second" the callee.
    void callsAreAnswered_data() { addPairs(); }
    void callsAreAnswered();
    void octetsArePassedOn_data() { addPairs(); }
    void octetsArePassedOn();
    void errorsCarryTheirPayload_data() { addPairs(); }
    void errorsCarryTheirPayload();
    void resultsMayComeInParts_data() { addPairs(); }
    void resultsMayComeInParts();
    void callsAreCanceled_data() { addPairs(); }
    void callsAreCanceled();
    void callsTimeOut_data() { addPairs(); }
    void callsTimeOut();
    void partnersMayLeaveACall_data() { addPairs(); }
    void partnersMayLeaveACall();
    void proceduresAreGivenUp_data() { addPairs(); }
    void proceduresAreGivenUp();

    // wampinteropevents.cpp; "first" is the publisher, "second" the subscriber.
    void eventsComeInOrder_data() { addPairs(); }
    void eventsComeInOrder();
    void publishersMayHearThemselves_data() { addPairs(); }
    void publishersMayHearThemselves();
    void receiversAreChosen_data() { addPairs(); }
    void receiversAreChosen();
    void topicsAreSubscribedToByPattern_data() { addPairs(); }
    void topicsAreSubscribedToByPattern();
    void eventsAreRetained_data() { addPairs(); }
    void eventsAreRetained();
    void subscriptionsAreGivenUp_data() { addPairs(); }
    void subscriptionsAreGivenUp();

    // wampinteroprouting.cpp
    void proceduresAreRegisteredByPattern_data() { addPairs(); }
    void proceduresAreRegisteredByPattern();
    void calleesTakeTurns_data() { addPairs(); }
    void calleesTakeTurns();
    void partnersAreIdentified_data() { addPairs(); }
    void partnersAreIdentified();
    void theRouterTellsOfSessions_data() { addPairs(); }
    void theRouterTellsOfSessions();
    void theRouterTellsOfRegistrations_data() { addPairs(); }
    void theRouterTellsOfRegistrations();
    void sessionsAreKilled_data() { addPairs(); }
    void sessionsAreKilled();

    // wampinteroplogins.cpp
    void clientsLogIn_data();
    void clientsLogIn();
    void wrongSecretsAreRefused_data();
    void wrongSecretsAreRefused();

private:
    //! Rows with the columns firstIsOurs, firstManner, secondIsOurs, secondManner.
    void addPairs();
    //! Rows with the columns name, of a login, and manner.
    void addLogins(const QStringList &manners);
    Seat seat(bool isOurs, const QString &manner) const;
    Seat first() const;
    Seat second() const;
    QString url(const Seat &seat) const { return m_router->url(seat.manner); }
    //! An URI of this scenario alone.
    QString uri(const QString &name) const;

    WampImplementation m_theirs;
    WampImplementation m_ours = ownWamp();
    std::unique_ptr<GantryRouter> m_router;
    std::unique_ptr<WampActor> m_theirActor;
    std::unique_ptr<WampActor> m_ourActor;
    int m_scenario = 0;
};

} // namespace Gantry::Interop
