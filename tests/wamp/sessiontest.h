// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QObject>

class SessionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // tst_session.cpp
    void joinsItsRealmWhenTheTransportOpens();
    void announcesItsFeatures();
    void tellsWhatTheRouterSaid();
    void joinsByHand();
    void refusesToJoinAtTheWrongMoment();
    void goesWhenTheRouterRefuses();
    void goesWhenTheRouterSaysGoodbye();
    void saysGoodbyeAndWaitsForTheAnswer();
    void givesUpJoiningWithAbort();
    void doesNotWaitForeverForGoodbye();
    void doesNotWaitForeverForWelcome();
    void tellsThatTheTransportIsGone_data();
    void tellsThatTheTransportIsGone();
    void joinsAgainOnTheSameTransport();
    void lastsForSeveralTransports();
    void abortsOnWhatIsOutOfPlace_data();
    void abortsOnWhatIsOutOfPlace();
    void abortsOnWhatCannotBeRead();
    void mayBeDeletedInEverySignal_data();
    void mayBeDeletedInEverySignal();
    void refusesRequestsBeforeItJoined();

    // sessionlogin.cpp
    void offersItsAuthenticators();
    void answersAChallenge();
    void refusesAChallenge();
    void answersAChallengeLater();
    void abortsOnASecondChallenge();
    void asksWhetherToEnter();

    // sessionevents.cpp
    void subscribes();
    void deliversInEveryShape();
    void sharesASubscription();
    void keepsATopicForWhoComes();
    void ignoresEventsAfterUnsubscribing();
    void endsASubscriptionWithItsObject();
    void watchesItsObjectNoLongerThanItSubscribes();
    void survivesWhatHandlersDo();
    void tellsThatASubscriptionWasRevoked();
    void failsToSubscribe();
    void confirmsEventsWhenAsked();
    void deliversToSlots();
    void publishes();
    void publishesWithAcknowledgement();
    void keepsRequestIdsInSequence();
};
