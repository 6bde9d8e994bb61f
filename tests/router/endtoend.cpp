// SPDX-License-Identifier: MIT
// Peers and a router in one process, over the transport that sessions use there.
#include "routersessiontest.h"

#include "wamp/recordingpeer.h"
#include "wamp/transport/inprocess.h"

using namespace Gantry::Test;

namespace {

//! Waits for the next message, which has to be a T.
template<typename T>
T await(RecordingPeer &peer, size_t &seen)
{
    [&] { QTRY_VERIFY(peer.messages.size() > seen); }();
    if (peer.messages.size() <= seen || !std::holds_alternative<T>(peer.messages[seen]))
        return {};
    return std::get<T>(peer.messages[seen++]);
}

void join(RecordingPeer &peer, Router &router)
{
    connectInProcess(&peer, router.sessionCreator()());
    peer.whenOpen = [&peer] {
        peer.transport()->send(Hello{.realm = QByteArray("realm1"), .details = {.roles = allRoles()}});
    };
}

} // namespace

void TestRouterSession::worksWithinAProcess()
{
    Router router;
    router.addRealm({.name = u"realm1"_s, .allowAnonymous = true});
    RecordingPeer callee;
    RecordingPeer caller;
    size_t calleeSeen = 0;
    size_t callerSeen = 0;
    join(callee, router);
    join(caller, router);
    QVERIFY(await<Welcome>(callee, calleeSeen).session != 0);
    QVERIFY(await<Welcome>(caller, callerSeen).session != 0);

    callee.transport()->send(Register{.request = 1, .options = {}, .procedure = QByteArray("p")});
    QVERIFY(await<Registered>(callee, calleeSeen).registration != 0);
    caller.transport()->send(Call{.request = 1, .options = {}, .procedure = QByteArray("p")});
    const Invocation invocation = await<Invocation>(callee, calleeSeen);
    QVERIFY(invocation.request != 0);
    callee.transport()->send(
        Yield{.request = invocation.request, .options = {}, .payload = values({u"done"_s})});
    QCOMPARE(await<Result>(caller, callerSeen).payload, values({u"done"_s}));

    const QFuture<void> done = router.shutDown();
    for (RecordingPeer *peer : {&callee, &caller}) {
        size_t &seen = peer == &callee ? calleeSeen : callerSeen;
        QCOMPARE(await<Goodbye>(*peer, seen).reason, QByteArrayView("wamp.close.system_shutdown"));
        peer->transport()->send(Goodbye{.details = {}, .reason = QByteArray("wamp.close.goodbye_and_out")});
    }
    QTRY_COMPARE(callee.closed + caller.closed, 2);
    QTRY_VERIFY(done.isFinished());
}

void TestRouterSession::aBurstWithinAProcessIsNotLost()
{
    // Far beyond the queue's limit, in one turn of the event loop.
    Router router(RouterOptions{.sessionQueueBytes = 10000});
    router.addRealm({.name = u"realm1"_s, .allowAnonymous = true});
    RecordingPeer subscriber;
    RecordingPeer publisher;
    size_t subscriberSeen = 0;
    size_t publisherSeen = 0;
    join(subscriber, router);
    join(publisher, router);
    QVERIFY(await<Welcome>(subscriber, subscriberSeen).session != 0);
    QVERIFY(await<Welcome>(publisher, publisherSeen).session != 0);
    subscriber.transport()->send(Subscribe{.request = 1, .options = {}, .topic = QByteArray("a")});
    QVERIFY(await<Subscribed>(subscriber, subscriberSeen).subscription != 0);
    constexpr int count = 2000;
    for (int i = 1; i <= count; ++i)
        publisher.transport()->send(
            Publish{.request = Id(i), .options = {}, .topic = QByteArray("a"), .payload = values({i})});
    QTRY_COMPARE(subscriber.messages.size(), subscriberSeen + count);
    for (int i = 1; i <= count; ++i)
        QCOMPARE(await<Event>(subscriber, subscriberSeen).payload, values({i}));
    QCOMPARE(router.statistics().eventsDropped, 0U);
    QCOMPARE(router.statistics().events, quint64(count));
}
