// SPDX-License-Identifier: MIT
// A session as a caller.
#include "sessioncallstest.h"

#include "sessionscene.h"

#include <QtCore/QTimer>
#include <QtTest/QTest>

using namespace Gantry::Test;
using std::chrono::milliseconds;

namespace {

class JoinedScene : public SessionScene
{
public:
    explicit JoinedScene(const Roles &roles = wholeRouter()) { join(roles); }
    void result(Id request, const QVariantList &args = {}, bool progress = false)
    {
        receive(Result{
            .request = request, .details = {.progress = progress}, .payload = Payload::fromValues(args)});
    }
    void error(Id request, const QString &uri, const QVariantList &args = {})
    {
        receive(Error{.requestType = MessageType::Call,
                      .request = request,
                      .error = uri,
                      .payload = Payload::fromValues(args)});
    }
};

//! Of an application: knows nothing of WAMP.
class OutOfPaper : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

} // namespace

void SessionCallsTest::calls()
{
    JoinedScene scene;
    const CallHandle call = scene.session->call(u"a.b"_s, {1, u"x"_s}, {{u"k"_s, 2}}, {.discloseMe = true});
    QCOMPARE(scene.wire.take<Call>(),
             (Call{.request = 1,
                   .options = {.discloseMe = true},
                   .procedure = u"a.b"_s,
                   .payload = Payload::fromValues({1, u"x"_s}, {{u"k"_s, 2}})}));
    QVERIFY(!call.isFinished());
    scene.receive(Result{.request = 1, .payload = Payload::fromValues({3}, {{u"r"_s, 4}})});
    const CallOutcome outcome = outcomeOf(call.future());
    QVERIFY(outcome.isOk());
    QCOMPARE(outcome.result, (CallResult{.args = {3}, .kwargs = {{u"r"_s, 4}}}));
    QCOMPARE(outcome.value(), QVariant(3));
    outcome.throwIfError();

    const CallHandle named = scene.session->call(u"a.b"_s, QVariantMap{{u"k"_s, 2}});
    QCOMPARE(scene.wire.take<Call>().payload, Payload::fromValues({}, {{u"k"_s, 2}}));
    QCOMPARE(outcomeOf(scene.session->call(u"a b"_s).future()).error.failure, Failure::InvalidUri);
    // Octets that are no list.
    scene.receive(Result{.request = 2, .payload = Payload::fromRaw(Encoding::Json, "[", {.argsSize = 1})});
    QCOMPARE(outcomeOf(named.future()).error.failure, Failure::Unreadable);
}

void SessionCallsTest::tellsErrors()
{
    JoinedScene scene;
    const CallHandle call = scene.session->call(u"a.b"_s);
    scene.error(1, u"app.error.full"_s, {u"no room"_s, 5});
    const CallOutcome outcome = outcomeOf(call.future());
    QVERIFY(!outcome.isOk());
    QCOMPARE(
        outcome.error,
        (RequestError{.failure = Failure::Refused, .uri = u"app.error.full"_s, .args = {u"no room"_s, 5}}));
    try {
        outcome.throwIfError();
        QFAIL("nothing was thrown");
    } catch (const ApplicationError &error) {
        QCOMPARE(error.uri(), u"app.error.full"_s);
        QCOMPARE(error.message(), u"no room"_s);
        QCOMPARE(error.what(), "app.error.full: no room");
    }
    QVERIFY_EXCEPTION_THROWN(outcomeOf(CallHandle().future()).throwIfError(), SessionNotReady);
}

void SessionCallsTest::reportsProgress()
{
    JoinedScene scene;
    QVariantList got;
    const CallHandle call = scene.session->call(u"a.b"_s, {}, {}, {}, [&](const QVariantList &args) {
        got << args;
        if (args.first() == 2)
            throw std::runtime_error("oops");
    });
    QVERIFY(scene.wire.take<Call>().options.receiveProgress);
    scene.result(1, {1}, true);
    scene.result(1, {2}, true);
    QVERIFY(!call.isFinished());
    scene.result(1, {3});
    QCOMPARE(got, (QVariantList{1, 2}));
    QCOMPARE(outcomeOf(call.future()).value(), QVariant(3));
    QCOMPARE(scene.log, QStringList{u"error oops"_s});
    scene.result(1, {4}, true); // of a call that is over
    QVERIFY(scene.isAborted());
}

void SessionCallsTest::keepsTheStateOfAProgressHandler()
{
    JoinedScene scene;
    QList<int> sums;
    scene.session->call(u"a.b"_s, {}, {}, {}, [&sums, sum = 0](const QVariantList &args) mutable {
        sums << (sum += args.first().toInt());
    });
    scene.result(1, {1}, true);
    scene.result(1, {2}, true);
    scene.result(1, {3}, true);
    QCOMPARE(sums, (QList<int>{1, 3, 6}));
}

void SessionCallsTest::refusesProgressThatNobodyAskedFor()
{
    JoinedScene scene;
    scene.session->call(u"a.b"_s);
    scene.result(1, {1}, true);
    QVERIFY(scene.isAborted());
}

void SessionCallsTest::stopsProgressWithItsObject()
{
    JoinedScene scene;
    int count = 0;
    auto context = std::make_unique<QObject>();
    const CallHandle call = scene.session->call(
        u"a.b"_s, {}, {}, {}, {context.get(), [&](const QVariantList &, const QVariantMap &) {
                                   ++count;
                                   context.reset();
                               }});
    scene.result(1, {1}, true);
    scene.result(1, {2}, true);
    QCOMPARE(count, 1);
    scene.result(1);
    QVERIFY(outcomeOf(call.future()).isOk());
}

void SessionCallsTest::cancels_data()
{
    QTest::addColumn<CancelMode>("mode");
    QTest::newRow("skip") << CancelMode::Skip;
    QTest::newRow("kill") << CancelMode::Kill;
    QTest::newRow("killnowait") << CancelMode::KillNoWait;
}

void SessionCallsTest::cancels()
{
    QFETCH(CancelMode, mode);
    JoinedScene scene;
    const CallHandle call = scene.session->call(u"a.b"_s);
    scene.forget();
    call.cancel(mode);
    QCOMPARE(scene.wire.take<Cancel>(), (Cancel{.request = 1, .options = {.mode = mode}}));
    QVERIFY(!call.isFinished()); // the router has the word
    scene.error(1, Uris::canceled);
    QCOMPARE(outcomeOf(call.future()).error.uri, QString(Uris::canceled));
    call.cancel(mode);
    QVERIFY(scene.wire.sent.isEmpty());
}

void SessionCallsTest::cancelsWithoutTheRouter()
{
    JoinedScene scene(Roles{});
    const CallHandle call =
        scene.session->call(u"a.b"_s, {}, {}, {}, [](const QVariantList &) { QFAIL("told"); });
    scene.forget();
    call.cancel();
    QVERIFY(scene.wire.sent.isEmpty());
    QCOMPARE(outcomeOf(call.future()).error,
             (RequestError{.failure = Failure::Canceled, .uri = Uris::canceled}));
    // The answer comes all the same, once.
    scene.result(1, {1}, true);
    scene.result(1);
    QVERIFY(scene.session->isJoined());
    scene.result(1);
    QVERIFY(scene.isAborted());
}

void SessionCallsTest::minds_data()
{
    QTest::addColumn<bool>("isMindedByRouter");
    QTest::newRow("the router minds timeouts") << true;
    QTest::newRow("it does not") << false;
}

void SessionCallsTest::minds()
{
    QFETCH(bool, isMindedByRouter);
    JoinedScene scene(isMindedByRouter ? wholeRouter() : Roles());
    scene.session->setOptions(
        {.callTimeoutGrace = isMindedByRouter ? milliseconds(1) : milliseconds(100'000)});
    const CallHandle patient = scene.session->call(u"a.b"_s, {}, {}, {.timeout = milliseconds(100'000)});
    const CallHandle call = scene.session->call(u"a.b"_s, {}, {}, {.timeout = milliseconds(1)});
    scene.wire.take<Call>();
    QCOMPARE(scene.wire.take<Call>().options.timeout, milliseconds(1));
    QTRY_VERIFY(call.isFinished());
    QCOMPARE(outcomeOf(call.future()).error,
             (RequestError{.failure = Failure::TimedOut, .uri = Uris::timeout}));
    QCOMPARE(scene.wire.take<Cancel>().request, isMindedByRouter ? Id(2) : Id(0));
    QVERIFY(!patient.isFinished());
    scene.error(2, Uris::canceled); // what the router has to say about it
    QVERIFY(scene.session->isJoined());
}

void SessionCallsTest::beginsATimeoutAnewWithProgress()
{
    JoinedScene scene(Roles{});
    int count = 0;
    const CallHandle call = scene.session->call(u"a.b"_s, {}, {}, {.timeout = milliseconds(50)},
                                                [&](const QVariantList &) { ++count; });
    const CallHandle silent = scene.session->call(u"a.b"_s, {}, {}, {.timeout = milliseconds(60)});
    QTimer ticker;
    QObject::connect(&ticker, &QTimer::timeout, &ticker, [&] { scene.result(1, {1}, true); });
    ticker.start(1);
    QTRY_VERIFY(silent.isFinished());
    QVERIFY(count > 0);
    QVERIFY(!call.isFinished());
    ticker.stop();
    QTRY_VERIFY(call.isFinished());
}

void SessionCallsTest::callsInParts()
{
    JoinedScene scene;
    const CallHandle call = scene.session->call(u"a.b"_s, {1}, {}, {.progress = true});
    QVERIFY(scene.wire.take<Call>().options.progress);
    QVERIFY(call.sendProgress({2}).isOk());
    QCOMPARE(scene.wire.take<Call>(),
             (Call{.request = 1,
                   .options = {.progress = true},
                   .procedure = u"a.b"_s,
                   .payload = Payload::fromValues({2})}));
    scene.session->call(u"a.c"_s); // has a request of its own
    QCOMPARE(scene.wire.take<Call>().request, Id(2));
    QVERIFY(call.finish({3}).isOk());
    QCOMPARE(scene.wire.take<Call>(),
             (Call{.request = 1, .procedure = u"a.b"_s, .payload = Payload::fromValues({3})}));
    QCOMPARE(call.sendProgress({4}).failure, Failure::SessionNotReady);
    QCOMPARE(call.finish().failure, Failure::SessionNotReady);
    scene.result(1);
    QVERIFY(outcomeOf(call.future()).isOk());

    const CallHandle ended = scene.session->call(u"a.b"_s, {1}, {}, {.progress = true});
    scene.error(3, Uris::noSuchProcedure);
    QCOMPARE(ended.sendProgress({2}).failure, Failure::SessionNotReady);
}

void SessionCallsTest::refusesPartsWithoutTheRouter()
{
    JoinedScene scene(Roles{});
    const CallHandle call = scene.session->call(u"a.b"_s, {1}, {}, {.progress = true});
    QCOMPARE(outcomeOf(call.future()).error.failure, Failure::NotAnnounced);
    QVERIFY(scene.wire.sent.isEmpty());
}

void SessionCallsTest::finishesWhatWasPending()
{
    JoinedScene scene;
    QList<QFuture<CallOutcome>> futures;
    int continued = 0;
    for (int i = 0; i < 10; ++i) {
        futures << scene.session->call(u"a.b"_s).future();
        futures.last().then([&](const CallOutcome &outcome) {
            continued += outcome.error.failure == Failure::TransportLost ? 1 : 0;
            scene.session->call(u"a.b"_s); // refused: nothing new while the old ends
        });
    }
    scene.wire.sent.clear();
    scene.wire.end();
    QCOMPARE(continued, 10);
    QVERIFY(scene.wire.sent.isEmpty());
}

void SessionCallsTest::maySurviveItsContinuations()
{
    JoinedScene scene;
    for (int i = 0; i < 3; ++i)
        scene.session->call(u"a.b"_s).future().then([&](const CallOutcome &) { scene.session.reset(); });
    scene.session->subscribe(u"a.b"_s, [] {}).then([&](const SubscribeOutcome &) { scene.session.reset(); });
    scene.wire.end();
    QVERIFY(!scene.session);

    JoinedScene other;
    other.session->call(u"a.b"_s).future().then([&](const CallOutcome &) { other.session.reset(); });
    other.result(1);
    QVERIFY(!other.session);
    QVERIFY(other.wire.wasAborted);
}

void SessionCallsTest::throwsWhatIsDefined()
{
    JoinedScene scene;
    scene.session->define<OutOfPaper>(u"app.error.paper"_s);
    const CallHandle call = scene.session->call(u"a.b"_s);
    const CallHandle other = scene.session->call(u"a.b"_s);
    scene.error(1, u"app.error.paper"_s, {u"tray 2"_s});
    scene.error(2, u"app.error.ink"_s);
    try {
        outcomeOf(call.future()).throwIfError();
        QFAIL("nothing was thrown");
    } catch (const OutOfPaper &error) {
        QCOMPARE(error.what(), "tray 2");
    }
    QVERIFY_EXCEPTION_THROWN(outcomeOf(other.future()).throwIfError(), ApplicationError);
}

QTEST_GUILESS_MAIN(SessionCallsTest)
