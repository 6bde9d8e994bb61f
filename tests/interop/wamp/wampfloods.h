// SPDX-License-Identifier: MIT
// What a router bears: peers that say nonsense, that come by the thousand, that do not read.
// The slots are implemented by what they are about.
#pragma once

#include "floodrouter.h"

#include <QtCore/QObject>

#include <memory>

namespace Gantry::Interop {

class WampFloods : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    // hostilemessages.cpp
    void malformedMessagesEndTheSession_data();
    void malformedMessagesEndTheSession();
    void brokenRulesEndTheSession_data();
    void brokenRulesEndTheSession();
    void wrongRequestsAreAnswered_data();
    void wrongRequestsAreAnswered();
    void oversizedMessagesEndTheConnection_data();
    void oversizedMessagesEndTheConnection();

    // hellofloods.cpp
    void floodsLeaveNothingBehind_data();
    void floodsLeaveNothingBehind();

    // deafsessions.cpp
    void deafSubscriberLosesAndOthersDoNot_data();
    void deafSubscriberLosesAndOthersDoNot();
    void callsOfADeafCalleeFail_data();
    void callsOfADeafCalleeFail();
    void deafCallerIsEnded_data();
    void deafCallerIsEnded();
    void whoJoinsWithoutReadingIsBounded_data();
    void whoJoinsWithoutReadingIsBounded();

    // requestfloods.cpp
    void requestsBeyondALimitAreRefused_data();
    void requestsBeyondALimitAreRefused();
    void aBurstLosesNothing_data();
    void aBurstLosesNothing();

    void cleanupTestCase();

private:
    //! Each of the router's addresses still serves, and so does the session that was there
    //! all the time.
    bool servesOn();

    // For those that need no limits of their own.
    std::unique_ptr<FloodRouter> m_router;
    std::unique_ptr<RawWamp> m_witness;
    int m_request = 0; //!< of the witness
};

} // namespace Gantry::Interop
