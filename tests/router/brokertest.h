// SPDX-License-Identifier: MIT
#pragma once

#include "routerscene.h"

#include <QtCore/QObject>

class TestBroker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deliversToSubscribers();
    void patternsGetTheTopicToo();
    void onePublicationReachesOverlappingSubscriptions();
    void subscribingTwiceIsOneSubscription();
    void unsubscribes();
    void acknowledgesWhenAsked();
    void publisherGetsItsOwnEventOnRequest();
    void listsAllHaveToAgree_data();
    void listsAllHaveToAgree();
    void tellsWhoPublishesOnRequest();
    void realmDecidesAboutDisclosure();
    void tellsTrustLevels();
    void passesOnHowAnOpaquePayloadIsRead();
    void revokesSubscriptions();
    void subscriptionsAreLimited();
    void membersStayInPlaceWhenOthersLeave();
    void keepsOrderForEachPair();
    void applicationPublishesItself();

    // retaining.cpp
    void laterSubscribersGetRetainedEvents();
    void retainedEventsComeAfterSubscribed();
    void patternsGetRetainedEventsOfAllTopics();
    void retainedEventsHonourTheLists();
    void retainedEventsAreBounded();
    void retainedOctetsAreBounded();
    void whatGoesWithARetainedEventIsBounded();

    // slowsessions.cpp
    void publisherWaitsForASlowSubscriber();
    void publisherGoesOnWhenTheSubscriberLeaves();
    void stalledSubscriberHoldsUpNobody();
    void slowlyReadingSubscriberIsNotStalled();
    void drainedSubscriberGetsEventsAgain();
    void dropsAreReportedOnceASecond();
    void eventsBeyondTwiceTheLimitAreDropped();
    void stalledSessionIsDisconnectedOnRequest();
    void callGoesToAnotherCalleeThanTheStalledOne();
    void callOfAStalledCalleeFails();
    void callerWithTooManyAnswersIsKilled();
    void calleeWaitsForASlowCaller();
};
