// SPDX-License-Identifier: MIT
// Logins without connections. Between our own sides: tst_auth.cpp; routers that a client must
// not trust: authclients.cpp; clients that a router must not: authrouters.cpp; clients of
// autobahn: authautobahn.cpp.
#pragma once

#include <QtCore/QObject>

class TestAuth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void letsInWhoHasTheSecret_data();
    void letsInWhoHasTheSecret();
    void refusesAnotherSecret_data();
    void refusesAnotherSecret();
    void challengesStrangersAlike_data();
    void challengesStrangersAlike();
    void refusesTheAnswerToAnotherChallenge_data();
    void refusesTheAnswerToAnotherChallenge();
    void takesOneAnswer_data();
    void takesOneAnswer();
    void takesAnswersInTime_data();
    void takesAnswersInTime();
    void neverTakesAnEmptySecret_data();
    void neverTakesAnEmptySecret();
    void drawsItsDecoyKeyOnce();
    void challengesWithWhoTheyWillBe();
    void normalizesNamesAndPasswords();
    void findsNamesThatTheClientDidNotNormalize();

    void clientRefusesChallenges_data();
    void clientRefusesChallenges();
    void clientComputesWithinItsLimits_data();
    void clientComputesWithinItsLimits();
    void clientChecksTheVerifier_data();
    void clientChecksTheVerifier();
    void clientChecksTheRoutersKey();
    void clientRefusesAFalseChannel_data();
    void clientRefusesAFalseChannel();
    void clientNeedsItsKeysAndChannel();
    void clientOffersSeveralMethods();
    void clientRefusesMethodsThatDisagree();
    void clientRefusesChallengesOutOfOrder();
    void clientRefusesToBeLetInUnproven();

    void routerRefusesHellos_data();
    void routerRefusesHellos();
    void routerRefusesAnswers_data();
    void routerRefusesAnswers();
    void routerTakesOneAuthidAKey();
    void routerLetsEverybodyIn();
    void routerTakesCertificates_data();
    void routerTakesCertificates();

    void autobahnLogsIn_data();
    void autobahnLogsIn();
};
