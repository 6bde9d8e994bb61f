// SPDX-License-Identifier: MIT
#pragma once

#include "routerscene.h"

#include <QtCore/QObject>

class TestDealer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void routesCallsAndResults();
    void routesErrors();
    void refusesWhatNobodyRegistered();
    void choosesTheBestRegistration();
    void tellsWhoCallsOnRequest();
    void realmDecidesAboutDisclosure();
    void unregisters();
    void keepsOrderForEachPair();
    void invocationIdsAreInSequence();
    void tooBigResultsBecomeErrors();
    void pendingCallsAreLimited();
    void registrationsAreLimited();
    void opaquePayloadsNeedAWillingCallee();

    // allocating.cpp
    void passingOnAllocatesNothing();

    // sharing.cpp
    void aProcedureIsRegisteredOnce();
    void sharersHaveToAgreeOnThePolicy();
    void policiesChooseTheCallee_data();
    void policiesChooseTheCallee();
    void randomReachesAll();
    void concurrencyIsLimited();
    void unavailableCalleesArePassedOver();
    void fewLargeCallsAreKeptForAnotherCallee();
    void singleUnavailableCalleeIsAnError();
    void registrationIsTakenOver();
    void revokesRegistrations();

    // callends.cpp
    void cancelModes_data();
    void cancelModes();
    void killedCallMayStillSucceed();
    void cancelDegradesToSkip();
    void lateCancelIsIgnored();
    void callerLeaves();
    void calleeLeaves();
    void callTimesOut();
    void progressMovesTheTimeout();
    void timeoutIsForwardedOnRequest();
    void lateAnswersAreDiscarded();

    // progress.cpp
    void progressiveResults();
    void progressIsDroppedWhenNotWanted();
    void calleeWithoutCancelingIsNotAskedForProgress();
    void progressiveCallStaysWithItsCallee();
    void optionsAreFrozenByTheFirstCall();
    void progressiveCallNeedsAWillingCallee();
    void progressiveCallMayEndEarly();
    void newSessionKnowsNothingOfOldCalls();
    void progressiveCallIsInterruptedWhenTheCallerLeaves();
};
