// SPDX-License-Identifier: MIT
#include "wamprttest.h"

#include <QtTest/QTest>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

const QJsonArray Args{1, -2, 1.5, u"a\u00e4\u20ac\U0001f600"_s, QJsonArray{QJsonObject{{u"a"_s, 1}}}};
const QJsonObject Kwargs{{u"key"_s, true}};

} // namespace

void WampRtTest::initTestCase()
{
    const ForeignPeer peer = nodeWampRt();
    if (!peer.whyAbsent.isEmpty())
        QSKIP(qUtf8Printable(peer.whyAbsent));
    m_router = std::make_unique<PeerProcess>(peer.program, QStringList{peer.serverScript}, peer.environment);
    m_url = m_router->waitForUrl();
    QVERIFY2(m_url.isValid(), qPrintable(m_router->story()));
    m_actor = m_ours.makeActor();
}

void WampRtTest::cleanupTestCase()
{
    m_actor.reset();
    m_router.reset();
}

void WampRtTest::itsCallsAreAnswered()
{
    JOIN(caller, seat());
    JOIN(callee, seat());
    const int registration = callee.tell(u"register"_s, registering(u"com.example.echo"_s, u"echo"_s));
    EXPECT(callee, registration, said(u"registered"_s));
    EXPECT(caller, caller.tell(u"call"_s, calling(u"com.example.echo"_s, Args, Kwargs)),
           payloadSaid(u"result"_s, Args, Kwargs));
    EXPECT(callee, callee.tell(u"unregister"_s, about(registration)), said(u"unregistered"_s));
    callee.leave();
    EXPECT(callee, callee.joining(), said(u"left"_s));
    EXPECT(callee, callee.joining(), said(u"disconnected"_s));
}

// It has one error for all that callees answer.
void WampRtTest::itsErrorsArrive()
{
    JOIN(caller, seat());
    JOIN(callee, seat());
    EXPECT(caller, caller.tell(u"call"_s, calling(u"com.example.nobody"_s)),
           errorSaid(u"wamp.error.no_such_procedure"_s));
    EXPECT(
        callee,
        callee.tell(u"register"_s, registering(u"com.example.fail"_s, u"fail"_s, {}, u"com.example.error"_s)),
        said(u"registered"_s));
    EXPECT(caller, caller.tell(u"call"_s, calling(u"com.example.fail"_s, Args)),
           errorSaid(u"wamp.error.callee_failure"_s));
    EXPECT(caller, caller.tell(u"register"_s, registering(u"com.example.fail"_s, u"echo"_s)),
           errorSaid(u"wamp.error.procedure_already_exists"_s));
}

// It announces no broker, and sends publishers their own events.
void WampRtTest::itsEventsArrive()
{
    JOIN(publisher, seat());
    JOIN(subscriber, seat());
    const int subscription = subscriber.tell(u"subscribe"_s, topical(u"com.example.topic"_s));
    EXPECT(subscriber, subscription, said(u"subscribed"_s));
    EXPECT(publisher,
           publisher.tell(u"publish"_s,
                          topical(u"com.example.topic"_s, {{u"acknowledge"_s, true}}, Args, Kwargs)),
           said(u"published"_s));
    EXPECT(subscriber, subscription, payloadSaid(u"event"_s, Args, Kwargs));
    EXPECT(subscriber, subscriber.tell(u"unsubscribe"_s, about(subscription)), said(u"unsubscribed"_s));
}

} // namespace Gantry::Interop
