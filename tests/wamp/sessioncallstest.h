// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QObject>

class SessionCallsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // tst_sessioncalls.cpp: as a caller
    void calls();
    void tellsErrors();
    void reportsProgress();
    void keepsTheStateOfAProgressHandler();
    void refusesProgressThatNobodyAskedFor();
    void stopsProgressWithItsObject();
    void cancels_data();
    void cancels();
    void cancelsWithoutTheRouter();
    void minds_data();
    void minds();
    void beginsATimeoutAnewWithProgress();
    void callsInParts();
    void refusesPartsWithoutTheRouter();
    void finishesWhatWasPending();
    void maySurviveItsContinuations();
    void throwsWhatIsDefined();

    // sessionprocedures.cpp: as a callee
    void answersInEveryShape_data();
    void answersInEveryShape();
    void tellsHandlersWhoCalls();
    void answersLater();
    void answersForReplyThatIsForgotten();
    void answersWhenAFutureIsFinished();
    void sendsProgressiveResults();
    void getsCallsInParts();
    void getsPartsAfterItUnregistered();
    void discardsPartsAfterTheAnswer();
    void answersAnInterrupt();
    void letsAnInterruptBeAnswered();
    void letsAnInterruptEndTheSession();
    void turnsExceptionsIntoErrors();
    void answersWhenTheResultCannotBeSent();
    void refusesACallUnderWay();
    void mayBeDeletedByAHandler();

    // sessionregistrations.cpp
    void registers();
    void unregisters();
    void tellsThatARegistrationWasRevoked();
    void endsARegistrationWithItsObject();
    void watchesItsObjectNoLongerThanItIsRegistered();

    // sessionobjects.cpp
    void registersAnObject();
    void convertsArguments_data();
    void convertsArguments();
    void callsMethods_data();
    void callsMethods();
    void answersForAnObjectThatIsGone();
};
