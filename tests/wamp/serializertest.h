// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QObject>

class TestSerializer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // tst_serializer.cpp: messages
    void isFoundByItsNames();
    void messagesComeBack_data();
    void messagesComeBack();
    void everyCutIsAnError_data();
    void everyCutIsAnError();
    void batchesAreReadCompletely_data();
    void batchesAreReadCompletely();
    void brokenBatchesAreErrors_data();
    void brokenBatchesAreErrors();
    void aReceiverMayStopOrDecodeAnother();
    void outputIsAppendedOrLeft();
    void partsShareTheReceivedOctets();

    // serializererrors.cpp: what is refused, and what is said of it
    void brokenRulesAreNamed_data();
    void brokenRulesAreNamed();
    void malformedOctetsAreRefused_data();
    void malformedOctetsAreRefused();
    void whatIsUnusualIsAccepted_data();
    void whatIsUnusualIsAccepted();
    void giantsAreRefusedAtOnce_data();
    void giantsAreRefusedAtOnce();
    void nestingEndsAtTheLimit();

    // serializervalues.cpp: payloads
    void valuesComeBack_data();
    void valuesComeBack();
    void typesOfQtAreSent_data();
    void typesOfQtAreSent();
    void whatCannotBeSentIsNamed();
    void numbersKeepTheirValue_data();
    void numbersKeepTheirValue();
    void payloadsAreTranslated();
    void whatStandsForNoValueIsPassedOn_data();
    void whatStandsForNoValueIsPassedOn();
    void longContainersGetLongHeads_data();
    void longContainersGetLongHeads();
};
