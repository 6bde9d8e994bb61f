// SPDX-License-Identifier: MIT
// RawSocket against peers that speak octets. The slots are implemented by what they are
// about: frames in tst_rawsocket.cpp, servers and clients in files of their own.
#pragma once

#include "wamp/recordingpeer.h"
#include "wamp/transport/rawsocketoptions.h"
#include "wamp/transport/wamprawsocketserverfactory.h"

#include <memory>

namespace Gantry {

//! A server whose peers are recorded.
class RawSocketScene
{
public:
    explicit RawSocketScene(const RawSocketOptions &options = {});

    quint16 port() const;
    Wamp::RecordingPeer &peer() { return *peers.front(); }

    std::vector<std::unique_ptr<Wamp::RecordingPeer>> peers;
    bool isRefusing = false;
    std::unique_ptr<WampRawSocketServerFactory> server;

private:
    QUrl m_url;
};

//! "[36,1,<publication>,{}]" as a frame.
QByteArray jsonFrame(int publication);

class TestRawSocket : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesHandshakes();
    void readsHandshakes_data();
    void readsHandshakes();
    void framesSurviveEachCut();
    void framesOf16MiBHaveABitOfTheirOwn();
    void refusesFrames_data();
    void refusesFrames();
    void announcedLengthsCostNothing();
    void betweenFramesNothingIsHeld();
    void readsUrls_data();
    void readsUrls();

    void serverRefuses_data();
    void serverRefuses();
    void serverLeavesWhoSpeaksSomethingElse();
    void serverWaitsForHandshakesInLimits();
    void serverCountsConnections();
    void serverTakesEachCut();
    void serverAnswersPings();
    void serverPingsTheSilent();
    void serverKeepsWhoAnswers();
    void serverSeesHalfClosedPeers_data();
    void serverSeesHalfClosedPeers();
    void serverEndsOnABrokenFrame();
    void serverKnowsWhatTheClientTakes();
    void serverDiscardsAfterAnInvalidMessage();
    void serverEndsThoughItsSessionDoesNot();
    void serverEndsThoughThePeerDoesNot();
    void serverReadsNoMoreFromWhoDoesNotRead();
    void serverGivesUpWhoDoesNotRead();
    void portsSayWhatIsWrong_data();
    void portsSayWhatIsWrong();
    void portsStop();
    void factoriesMayGoWhileASessionIsMade();

    void clientSaysWhyItFailed_data();
    void clientSaysWhyItFailed();
    void clientWaitsForHandshakesInLimits();
    void clientSaysWhyItDoesNotConnect_data();
    void clientSaysWhyItDoesNotConnect();
    void clientStops();
    void clientTellsOfTheEnd();
    void clientMayBeDeletedWhileItConnects();
    void speaksTls();
};

} // namespace Gantry
