// SPDX-License-Identifier: MIT
// A session as a callee: how calls are answered.
#include "procedurescene.h"
#include "sessioncallstest.h"

#include <QtTest/QTest>

using namespace Gantry::Test;

void SessionCallsTest::answersInEveryShape_data()
{
    QTest::addColumn<ProcedureHandler>("handler");
    QTest::addColumn<CallResult>("expected");
    using Handler = ProcedureHandler;
    const CallResult empty;
    const CallResult first{.args = {1}};
    const CallResult whole{.args = {1, 2}, .kwargs = {{u"k"_s, 3}}};
    QTest::newRow("nothing of nothing") << Handler([] {}) << empty;
    QTest::newRow("args") << Handler([](const QVariantList &args) { return args.value(0); }) << first;
    QTest::newRow("args, kwargs") << Handler([](const QVariantList &args, const QVariantMap &kwargs) {
        return CallResult{.args = args, .kwargs = kwargs};
    }) << whole;
    QTest::newRow("details, args, kwargs") << Handler([](const CallDetails &details, const QVariantList &,
                                                         const QVariantMap &) { return details.procedure; })
                                           << CallResult{.args = {u"a.b"_s}};
    QTest::newRow("a number") << Handler([] { return 1; }) << first;
    QTest::newRow("a list is one value") << Handler([] {
        return QVariantList{1, 2};
    }) << CallResult{.args = {QVariant(QVariantList{1, 2})}};
    QTest::newRow("a future") << Handler([] { return QtFuture::makeReadyFuture(CallResult{.args = {1}}); })
                              << first;
    QTest::newRow("a reply") << Handler(
        [](const CallDetails &, const QVariantList &args, const QVariantMap &, const InvocationReply &reply) {
            QVERIFY(reply.sendResult(args.value(0)).isOk());
        }) << first;
    int calls = 0; // a function may have a state
    QTest::newRow("mutable") << Handler([calls]() mutable { return ++calls; }) << first;
}

void SessionCallsTest::answersInEveryShape()
{
    QFETCH(ProcedureHandler, handler);
    QFETCH(CallResult, expected);
    ProcedureScene scene;
    scene.add(handler);
    scene.invoke(7, Payload::fromValues({1, 2}, {{u"k"_s, 3}}));
    QCOMPARE(scene.wire.take<Yield>(),
             (Yield{.request = 7, .payload = Payload::fromValues(expected.args, expected.kwargs)}));
    QVERIFY(scene.wire.sent.isEmpty());
}

void SessionCallsTest::tellsHandlersWhoCalls()
{
    ProcedureScene scene;
    CallDetails got;
    scene.add([&](const CallDetails &details, const QVariantList &, const QVariantMap &) { got = details; });
    InvocationDetails details{.caller = 3,
                              .callerAuthid = u"anna"_s,
                              .callerAuthrole = u"user"_s,
                              .trustlevel = 2,
                              .procedure = u"a.b.c"_s,
                              .timeout = std::chrono::milliseconds(9),
                              .receiveProgress = true};
    details.rare.edit().custom = {{u"_x"_s, 1}};
    scene.invoke(7, {}, details);
    QCOMPARE(got.registration, ProcedureScene::registration);
    QCOMPARE(got.caller, Id(3));
    QCOMPARE(got.callerAuthid, u"anna"_s);
    QCOMPARE(got.callerAuthrole, u"user"_s);
    QCOMPARE(got.trustlevel, std::optional<qint64>(2));
    QCOMPARE(got.procedure, u"a.b.c"_s);
    QCOMPARE(got.timeout.count(), 9);
    QVERIFY(got.receiveProgress);
    QCOMPARE(got.custom, (QVariantMap{{u"_x"_s, 1}}));
    QCOMPARE(got.session(), scene.session.get());
    QVERIFY(got.isCanceled()); // it is over
    scene.session.reset();
    QVERIFY(!got.session());
    QVERIFY(got.isCanceled());
    QCOMPARE(got.sendProgress({1}).failure, Failure::SessionNotReady);
}

void SessionCallsTest::answersLater()
{
    ProcedureScene scene;
    QList<InvocationReply> replies;
    scene.addReplying([&](const InvocationReply &reply) { replies << reply; });
    scene.invoke(7);
    scene.invoke(8);
    QVERIFY(scene.wire.sent.isEmpty());
    QVERIFY(replies[0].isPending());
    QVERIFY(replies[1].sendError(u"app.error.full"_s, {u"no"_s}).isOk());
    QCOMPARE(scene.wire.take<Error>(),
             (Error{.requestType = MessageType::Invocation,
                    .request = 8,
                    .error = u"app.error.full"_s,
                    .payload = Payload::fromValues({u"no"_s})}));
    QVERIFY(replies[0].sendResult(CallResult{.args = {1}}).isOk());
    QCOMPARE(scene.wire.take<Yield>().request, Id(7));
    QVERIFY(!replies[0].isPending());
    QCOMPARE(replies[0].sendResult().failure, Failure::SessionNotReady);
    QCOMPARE(InvocationReply().sendResult().failure, Failure::SessionNotReady);
    scene.invoke(9);
    scene.wire.end(); // nothing can be answered any more
    QVERIFY(!replies[2].isPending());
    QCOMPARE(replies[2].sendResult().failure, Failure::SessionNotReady);
}

void SessionCallsTest::answersForReplyThatIsForgotten()
{
    ProcedureScene scene;
    std::optional<InvocationReply> kept;
    scene.addReplying([&](const InvocationReply &reply) { kept = reply; });
    scene.invoke(7);
    auto copy = kept;
    kept.reset();
    QVERIFY(scene.wire.sent.isEmpty());
    copy.reset();
    QCOMPARE(scene.wire.take<Error>().error, Utf8(Uris::runtimeError));
}

void SessionCallsTest::answersWhenAFutureIsFinished()
{
    ProcedureScene scene;
    QPromise<CallResult> promise;
    promise.start();
    const auto answer = [&] { return promise.future(); };
    scene.add(answer);
    scene.invoke(7);
    QVERIFY(scene.wire.sent.isEmpty());
    promise.addResult(CallResult{.args = {1}});
    promise.finish();
    QTRY_COMPARE(scene.wire.sent.size(), 1);
    QCOMPARE(scene.wire.take<Yield>().payload, Payload::fromValues({1}));

    promise = {};
    promise.start();
    scene.invoke(8);
    promise.setException(std::make_exception_ptr(ApplicationError(u"app.error.full"_s)));
    promise.finish();
    QTRY_COMPARE(scene.wire.sent.size(), 1);
    QCOMPARE(scene.wire.take<Error>().error, Utf8(u"app.error.full"_s));

    promise = {};
    promise.start();
    scene.invoke(9);
    scene.receive(Interrupt{.request = 9});
    QVERIFY(promise.isCanceled()); // whoever computes it learns that nobody waits
    QCOMPARE(scene.wire.take<Error>().error, Utf8(Uris::canceled));
    promise.finish();

    promise = {}; // nobody will ever finish it
    promise.start();
    scene.invoke(10);
    promise = {};
    QTRY_COMPARE(scene.wire.sent.size(), 1);
    QCOMPARE(scene.wire.take<Error>().error, Utf8(Uris::canceled));
}

void SessionCallsTest::sendsProgressiveResults()
{
    ProcedureScene scene;
    SendOutcome outcome;
    scene.add([&](const CallDetails &details, const QVariantList &, const QVariantMap &) {
        outcome = details.sendProgress({1}, {{u"k"_s, 2}});
        return 3;
    });
    scene.invoke(7, {}, {.receiveProgress = true});
    QVERIFY(outcome.isOk());
    QCOMPARE(scene.wire.take<Yield>(),
             (Yield{.request = 7,
                    .options = {.progress = true},
                    .payload = Payload::fromValues({1}, {{u"k"_s, 2}})}));
    QVERIFY(!scene.wire.take<Yield>().options.progress);
    scene.invoke(8);
    QCOMPARE(outcome.failure, Failure::NotAnnounced);
    QCOMPARE(scene.wire.take<Yield>().request, Id(8));
}

void SessionCallsTest::getsCallsInParts()
{
    ProcedureScene scene;
    QVariantList got;
    scene.add([&](const CallDetails &details, const QVariantList &args, const QVariantMap &) -> CallResult {
        got << args;
        if (details.progress)
            return args.value(0).toInt() == 2 ? CallResult{.args = {u"half"_s}} : CallResult();
        return {.args = {got.size()}};
    });
    scene.invoke(7, Payload::fromValues({1}), {.receiveProgress = true, .progress = true});
    scene.invoke(8, Payload::fromValues({9})); // another call in between
    QCOMPARE(scene.wire.take<Yield>().request, Id(8));
    scene.invoke(7, Payload::fromValues({2}), {.receiveProgress = true, .progress = true});
    QCOMPARE(
        scene.wire.take<Yield>(),
        (Yield{.request = 7, .options = {.progress = true}, .payload = Payload::fromValues({u"half"_s})}));
    scene.invoke(7, Payload::fromValues({3}), {.receiveProgress = true});
    QCOMPARE(scene.wire.take<Yield>().payload, Payload::fromValues({qsizetype(4)}));
    QCOMPARE(got, (QVariantList{1, 9, 2, 3}));
}

void SessionCallsTest::getsPartsAfterItUnregistered()
{
    ProcedureScene scene;
    int parts = 0;
    Registration registration = scene.add([&] { ++parts; });
    scene.invoke(7, {}, {.progress = true});
    const auto future = registration.unregister();
    scene.invoke(7, {}, {.progress = true});
    scene.receive(Unregistered{.request = 2});
    QVERIFY(outcomeOf(future).isOk());
    scene.wire.sent.clear();
    scene.invoke(7);
    QCOMPARE(parts, 3);
    QCOMPARE(scene.wire.take<Yield>().request, Id(7));
    scene.invoke(8); // a new one is another matter
    QCOMPARE(parts, 3);
    QVERIFY(scene.isAborted());
}

void SessionCallsTest::discardsPartsAfterTheAnswer()
{
    ProcedureScene scene;
    int calls = 0;
    scene.add([&] {
        ++calls;
        throw ApplicationError(u"app.error.full"_s);
    });
    scene.invoke(7, {}, {.progress = true});
    QCOMPARE(scene.wire.take<Error>().error, Utf8(u"app.error.full"_s));
    scene.invoke(7, {}, {.progress = true});
    scene.invoke(7);
    QCOMPARE(calls, 1);
    QVERIFY(scene.wire.sent.isEmpty());
    QVERIFY(scene.session->isJoined());
}

void SessionCallsTest::answersAnInterrupt()
{
    ProcedureScene scene;
    std::optional<InvocationReply> reply;
    QObject context;
    int told = 0;
    scene.addReplying([&](const InvocationReply &r) {
        reply = r;
        r.whenCanceled(&context, [&] {
            ++told;
            QVERIFY(reply->isCanceled());
        });
    });
    scene.invoke(7);
    QVERIFY(!reply->isCanceled());
    scene.receive(Interrupt{.request = 7, .options = {.mode = CancelMode::Kill}});
    QCOMPARE(told, 1);
    QCOMPARE(scene.wire.take<Error>(),
             (Error{.requestType = MessageType::Invocation, .request = 7, .error = Uris::canceled}));
    QCOMPARE(reply->sendResult().failure, Failure::SessionNotReady);
    scene.receive(Interrupt{.request = 7}); // it crossed the answer
    QVERIFY(scene.session->isJoined());
    scene.invoke(8);
    scene.wire.end(); // nobody waits any more either
    QCOMPARE(told, 2);
}

void SessionCallsTest::letsAnInterruptBeAnswered()
{
    ProcedureScene scene;
    auto context = std::make_unique<QObject>();
    scene.add([&](const CallDetails &details, const QVariantList &, const QVariantMap &,
                  const InvocationReply &reply) {
        details.whenCanceled(context.get(), [reply] { (void)reply.sendResult(u"as far as it came"_s); });
    });
    scene.invoke(7);
    scene.receive(Interrupt{.request = 7});
    QCOMPARE(scene.wire.take<Yield>().payload, Payload::fromValues({u"as far as it came"_s}));
    QVERIFY(scene.wire.sent.isEmpty());
    scene.invoke(8);
    context.reset();
    scene.receive(Interrupt{.request = 8});
    QCOMPARE(scene.wire.take<Error>().error, Utf8(Uris::canceled));
}

void SessionCallsTest::letsAnInterruptEndTheSession()
{
    ProcedureScene scene;
    QPromise<CallResult> promise;
    promise.start();
    QObject context;
    scene.add([&](const CallDetails &details, const QVariantList &, const QVariantMap &) {
        details.whenCanceled(&context, scene.deletion());
        return promise.future();
    });
    scene.invoke(7);
    scene.receive(Interrupt{.request = 7});
    QVERIFY(!scene.session);
    QVERIFY(promise.isCanceled()); // nobody waits for it any more
}

void SessionCallsTest::turnsExceptionsIntoErrors()
{
    ProcedureScene scene;
    std::function<void()> thrower;
    scene.add([&] { thrower(); });
    scene.session->define<std::out_of_range>(u"app.error.range"_s);
    const auto errorOf = [&](const std::function<void()> &function) {
        thrower = function;
        scene.log.clear();
        scene.invoke(7);
        return scene.wire.take<Error>();
    };
    Error error = errorOf([] { throw ApplicationError(u"app.error.full"_s, {1}, {{u"k"_s, 2}}); });
    QCOMPARE(error,
             (Error{.requestType = MessageType::Invocation,
                    .request = 7,
                    .error = u"app.error.full"_s,
                    .payload = Payload::fromValues({1}, {{u"k"_s, 2}})}));
    QVERIFY(scene.log.isEmpty());
    error = errorOf([] { throw std::out_of_range("too far"); });
    QCOMPARE(error.error, Utf8(u"app.error.range"_s));
    QCOMPARE(error.payload, Payload::fromValues({u"too far"_s}));
    QVERIFY(scene.log.isEmpty());
    error = errorOf([] { throw std::runtime_error("oops"); });
    QCOMPARE(error.error, Utf8(Uris::runtimeError));
    QCOMPARE(scene.log, QStringList{u"error oops"_s});
    error = errorOf([] { throw 5; });
    QCOMPARE(error.error, Utf8(Uris::runtimeError));
    QCOMPARE(scene.log.size(), 1);
    error = errorOf([] { throw ApplicationError(u"not an uri"_s); });
    QCOMPARE(error.error, Utf8(Uris::runtimeError));
}

void SessionCallsTest::answersWhenTheResultCannotBeSent()
{
    for (const auto status : {SendStatus::TooBig, SendStatus::NotSerializable}) {
        ProcedureScene scene;
        scene.add([] { return 1; });
        scene.wire.refuse = [status](const Message &message) {
            const auto *yield = std::get_if<Yield>(&message);
            return yield && !yield->payload.isEmpty() ? std::optional(status) : std::nullopt;
        };
        scene.invoke(7);
        QCOMPARE(scene.wire.take<Error>().error,
                 Utf8(status == SendStatus::TooBig ? Uris::payloadSizeExceeded : Uris::runtimeError));
    }
}

void SessionCallsTest::refusesACallUnderWay()
{
    ProcedureScene scene;
    std::optional<InvocationReply> reply;
    scene.addReplying([&](const InvocationReply &r) { reply = r; });
    scene.invoke(7);
    scene.invoke(7);
    QVERIFY(scene.isAborted());
}

void SessionCallsTest::mayBeDeletedByAHandler()
{
    for (const int how : {0, 1, 2, 3}) {
        ProcedureScene scene;
        scene.add([&, how]() -> int {
            if (how == 2)
                scene.wire.end();
            if (how == 3)
                (void)scene.session->leave();
            if (how < 2)
                scene.session.reset();
            if (how == 1)
                throw std::runtime_error("oops");
            return 1;
        });
        scene.invoke(7);
        QVERIFY(how > 1 || !scene.session);
        QVERIFY(scene.wire.take<Yield>().request == 0);
    }
}
