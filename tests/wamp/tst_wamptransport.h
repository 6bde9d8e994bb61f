// SPDX-License-Identifier: MIT
// What every transport does, whatever carries its messages. How they end is in
// wamptransportends.cpp.
#pragma once

#include "wamp/transportkinds.h"

#include <QtCore/QObject>

namespace Gantry::Wamp {

class TestWampTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TransportScene::rows(); }
    void carriesMessagesBothWaysInOrder();
    void carriesWhatPeersSendWhenTheyAreOpened();
    void carriesSharedMessages();
    void carriesLargePayloads();
    void refusesWhatIsTooBig();
    void refusesWhatCannotBeEncoded();
    void nothingComesBackFromInsideACall();
    void aPeerIsNotCalledWhileItWorks();
    void saysFullAndThenDrained();
    void aHigherWatermarkDrains();
    void deliversNothingWhilePaused();
    void closesAfterWhatWasSent();
    void closesThoughTheOtherSideHasPaused();
    void abortsWithoutWhatWaits();
    void sendsNothingAfterTheEnd();
    void aPeerThatGoesAborts();
    void aPeerThatGoesBeforeItIsOpenAborts();
    void aRouterThatTakesNobodyEndsTheClient();
    void peersMayGoInEachCallback_data();
    void peersMayGoInEachCallback();
    void transportsMayEndInEachCallback_data();
    void transportsMayEndInEachCallback();
    void countsWhatWaitsAndWhatWent();
    void transportsMayBeDeletedInEachCallback_data();
    void transportsMayBeDeletedInEachCallback();
    void knowsItself();
};

} // namespace Gantry::Wamp
