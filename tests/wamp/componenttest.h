// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QObject>

class ComponentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // tst_component.cpp
    void joinsAndLeaves();
    void registersAgainAfterALoss();
    void addsWhileJoined();
    void removesWhatWasAdded();
    void forgetsWhatBelongedToAnObject();
    void tellsWhatTheRouterRefused();
    void triesTransportsInTurn();
    void givesUpAfterTooManyRetries();
    void givesUpOnFatalEnds();
    void asksWhatIsFatal();
    void comesBackAfterTheRouterWentDown();
    void stopsInEveryState_data();
    void stopsInEveryState();
    void startsAgainAfterItFinished();
    void mayBeDeletedInEverySignal_data();
    void mayBeDeletedInEverySignal();
    void makesSessionsOfASubclass();
    void runsAsAProgram();

    // componentlinks.cpp
    void goesOverEachTransport_data();
    void goesOverEachTransport();
    void fails_data();
    void fails();
};
