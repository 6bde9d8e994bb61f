// SPDX-License-Identifier: MIT
// What authentication computes. Published figures of the methods: tst_authvectors.cpp; what
// they are made of: authparts.cpp.
#pragma once

#include <QtCore/QObject>

class TestAuthVectors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void derivesKeys_data();
    void derivesKeys();
    void followsRfc7677();
    void signsNamesEscapedAndChannels_data();
    void signsNamesEscapedAndChannels();
    void normalizesBySaslPrep_data();
    void normalizesBySaslPrep();
    void readsStrictText_data();
    void readsStrictText();
    void readsOnlyTheRightTypes();
    void comparesWhole();
    void computesTotp_data();
    void computesTotp();
    void checksTotpOneStepAround();
    void refusesWhatIsNoTotpSecret();
    void generatesSecrets();
    void knowsThePublicKey();
    void verifiesWhatWasSigned();
    void refusesArgonOutOfRange();
    void keepsCredentialsAsMaps();
    void refusesMapsThatAreNoCredential_data();
    void refusesMapsThatAreNoCredential();
    void agreesWithWampCraVectors();
    void agreesWithScramVectors();
    void agreesWithCryptosignVectors();
};
