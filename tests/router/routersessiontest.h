// SPDX-License-Identifier: MIT
#pragma once

#include "routerscene.h"

#include <QtCore/QObject>

class TestRouterSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anonymousJoins();
    void featuresAreAnnouncedTruthfully();
    void realmsAndMethodsHaveToFit_data();
    void realmsAndMethodsHaveToFit();
    void challengesAndAccepts();
    void deniesAndForgets();
    void theClientsOrderOfMethodsCounts();
    void unknownRoleIsRefused();
    void goodbyeIsAnswered();
    void anotherSessionMayFollow();
    void abortIsNotAnswered();
    void halfOpenSessionsAreEnded();
    void connectionsEndEvenIfThePeerDoesNot();
    void sessionsAreLimited();
    void shutsDown();
    void shutdownDropsThoseWhoStay();
    void closesOneRealm();
    void routerMayGoFirst();
    void sessionIdsAreDistinct();
    void signalsTellOfSessions();

    // endtoend.cpp
    void worksWithinAProcess();
    void aBurstWithinAProcessIsNotLost();

    // joining.cpp
    void anonymousSessionsDoNotChooseTheirName();
    void overlongNamesAreRefused();
    void routerMayBeDeletedWhenItHasShutDown();
    void aSessionMayEndWhileItsLoginIsDecided_data();
    void aSessionMayEndWhileItsLoginIsDecided();
    void aSessionMayEndWhileARequestIsDecided();
    void whoCannotBeWelcomedDoesNotJoin_data();
    void whoCannotBeWelcomedDoesNotJoin();

    // violations.cpp
    void violationsEndTheSession_data();
    void violationsEndTheSession();
    void violationsBeforeTheSession_data();
    void violationsBeforeTheSession();
    void violationLeavesNothingBehind();
    void invalidMessagesAreViolations();
    void nothingIsDoneAfterAViolation();

    // authorizing.cpp
    void rulesDecide_data();
    void rulesDecide();
    void patternsNeedARuleForAll_data();
    void patternsNeedARuleForAll();
    void reservedUrisNeedTrust();
    void patternsDoNotStandForReservedUris_data();
    void patternsDoNotStandForReservedUris();
    void strictRealmRefusesLooseUris();
    void overlongUrisAreRefused();
    void patternsHaveFewComponents();
    void rulesDisclose();
    void functionDecides();
    void refusedPublicationsAreSilent();

    // askingprocedure.cpp
    void procedureDecides();
    void procedureAnswersWithADict();
    void messagesWaitInOrderForTheDecision();
    void decisionThatFails_data();
    void decisionThatFails();
    void decisionForASessionThatLeft();
    void backlogIsBounded();
    void onlyTheTrustedBecomeTheAuthorizer();
    void nobodyIsAskedWhoIsNotTrustedAnyMore();
    void proceduresOfTheTrustedAreNotTakenOver();
    void theAuthorizerDoesNotMindItsTimeItself();
    void sessionsMayLeaveBecauseTheAuthorizerIsKilled();

    // changingoptions.cpp
    void changedRulesHoldAtOnce();
    void aSessionWhoseRoleIsGoneMayDoNothing();
    void changedMethodsHoldForLaterSessions();
    void fewerEventsAreRetained();
    void changedLimitsHoldAtOnce();
    void zeroIsNoTimeLimit();
    void zeroIsNoTimeLimitForTheAuthorizer();

    // metaprocedures.cpp
    void readsIdsAsJavaScriptWritesThem();
    void tellsOfSessions();
    void filtersSessionsByRole();
    void killsSessions();
    void killsByIdentityButNeverTheCaller();
    void killsOnlyWithTrust();
    void killReasonHasToBeAnUri();
    void tellsOfRegistrations();
    void tellsOfSubscriptions();
    void errorsOfMetaProcedures_data();
    void errorsOfMetaProcedures();
    void tooBigResultsOfMetaProceduresBecomeErrors();
    void longArgumentsOfMetaProceduresAreNotRead();
    void sessionEvents();
    void registrationEventsComeInOrder();
    void subscriptionEventsComeInOrder();
    void nothingIsToldOfMetaTopics();
};
