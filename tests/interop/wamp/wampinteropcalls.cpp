// SPDX-License-Identifier: MIT
#include "wampinterop.h"

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

// What every encoding has: whole numbers to the limit of a double, fractions, nothing,
// text of every length of code point, and nesting.
const QJsonArray Args{1,
                      -2,
                      qint64(9007199254740991),
                      qint64(-9007199254740991),
                      qint64(4294967296),
                      1.5,
                      1e300,
                      QJsonValue(),
                      true,
                      false,
                      u"a\u00e4\u20ac\U0001f600 \"\\/\u0001"_s,
                      u""_s,
                      QJsonArray{1, QJsonArray{2, QJsonArray()}},
                      QJsonObject{{u"a"_s, QJsonObject{{u"b"_s, QJsonArray{1}}}}, {u""_s, 1}}};
const QJsonObject Kwargs{
    {u"key"_s, u"value"_s}, {u"\u00fcber"_s, QJsonArray{1, 2}}, {u"none"_s, QJsonValue()}};

} // namespace

void WampInteropTest::callsAreAnswered()
{
    JOIN(caller, first());
    JOIN(callee, second());
    EXPECT(callee, callee.tell(u"register"_s, registering(uri(u"echo"_s), u"echo"_s)), said(u"registered"_s));
    EXPECT(callee, callee.tell(u"register"_s, registering(uri(u"add"_s), u"add"_s)), said(u"registered"_s));

    EXPECT(caller, caller.tell(u"call"_s, calling(uri(u"echo"_s), Args, Kwargs)),
           payloadSaid(u"result"_s, Args, Kwargs));
    EXPECT(caller, caller.tell(u"call"_s, calling(uri(u"echo"_s))), payloadSaid(u"result"_s));
    EXPECT(caller, caller.tell(u"call"_s, calling(uri(u"echo"_s), {}, Kwargs)),
           payloadSaid(u"result"_s, {}, Kwargs));
    const QJsonArray large{u"0123456789\u00e4\u20ac"_s.repeated(20'000)};
    EXPECT(caller, caller.tell(u"call"_s, calling(uri(u"echo"_s), large)), payloadSaid(u"result"_s, large));

    QList<int> calls;
    for (int i = 0; i < 50; ++i)
        calls.append(caller.tell(u"call"_s, calling(uri(u"add"_s), {i, 1000, -1})));
    for (int i = 0; i < 50; ++i)
        EXPECT(caller, calls.at(i), payloadSaid(u"result"_s, {i + 999}));
}

void WampInteropTest::octetsArePassedOn()
{
    SKIP_UNLESS(first(), u"octets"_s);
    JOIN(caller, first());
    JOIN(callee, second());
    EXPECT(callee, callee.tell(u"register"_s, registering(uri(u"echo"_s), u"echo"_s)), said(u"registered"_s));
    const QJsonArray args{QJsonObject{{u"$bytes"_s, u"00ff10800a"_s}},
                          QJsonArray{QJsonObject{{u"$bytes"_s, u""_s}}}};
    const QJsonObject kwargs{{u"octets"_s, QJsonObject{{u"$bytes"_s, u"7b7d"_s}}}};
    EXPECT(caller, caller.tell(u"call"_s, calling(uri(u"echo"_s), args, kwargs)),
           payloadSaid(u"result"_s, args, kwargs));
}

void WampInteropTest::errorsCarryTheirPayload()
{
    JOIN(caller, first());
    JOIN(callee, second());
    const QString error = u"com.example.error.broken"_s;
    EXPECT(callee, callee.tell(u"register"_s, registering(uri(u"fail"_s), u"fail"_s, {}, error)),
           said(u"registered"_s));
    EXPECT(caller, caller.tell(u"call"_s, calling(uri(u"fail"_s), Args, Kwargs)),
           errorSaid(error, Args, Kwargs));
    EXPECT(caller, caller.tell(u"call"_s, calling(uri(u"fail"_s))), errorSaid(error, {}));
    EXPECT(caller, caller.tell(u"call"_s, calling(uri(u"nobody"_s))),
           errorSaid(u"wamp.error.no_such_procedure"_s));
    EXPECT(caller, caller.tell(u"register"_s, registering(uri(u"fail"_s), u"echo"_s)),
           errorSaid(u"wamp.error.procedure_already_exists"_s));
}

void WampInteropTest::resultsMayComeInParts()
{
    JOIN(caller, first());
    JOIN(callee, second());
    EXPECT(callee, callee.tell(u"register"_s, registering(uri(u"progress"_s), u"progress"_s)),
           said(u"registered"_s));
    constexpr int Parts = 20;
    // A dealer does not ask a callee for parts that it cannot stop.
    const int parts = second().can(u"yield progress"_s) ? Parts : 0;
    const int call =
        caller.tell(u"call"_s, calling(uri(u"progress"_s), {Parts}, {}, {{u"receive_progress"_s, true}}));
    for (int i = 0; i < parts; ++i)
        EXPECT(caller, call, payloadSaid(u"progress"_s, {i}, {{u"of"_s, Parts}}));
    EXPECT(caller, call, payloadSaid(u"result"_s, {Parts}));
}

void WampInteropTest::callsAreCanceled()
{
    const bool isInterruptible = second().can(u"interrupt"_s);
    JOIN(callee, second());
    EXPECT(callee, callee.tell(u"register"_s, registering(uri(u"echo"_s), u"echo"_s)), said(u"registered"_s));
    const int hanging = callee.tell(u"register"_s, registering(uri(u"hang"_s), u"hang"_s));
    EXPECT(callee, hanging, said(u"registered"_s));
    JOIN(caller, first());
    const QString canceled = u"wamp.error.canceled"_s;
    for (const QString &mode : {u"kill"_s, u"killnowait"_s, u"skip"_s}) {
        if (!first().can(u"cancel "_s + mode))
            continue;
        const int call = caller.tell(u"call"_s, calling(uri(u"hang"_s)));
        EXPECT(callee, hanging, said(u"invoked"_s));
        caller.tell(u"cancel"_s, about(call, mode));
        // With kill the callee has the last word, if it can be told.
        const bool isAnsweredByCallee = isInterruptible && mode == "kill"_L1;
        EXPECT(caller, call,
               isAnsweredByCallee ? errorSaid(canceled, {u"stopped in the middle"_s}) : errorSaid(canceled));
        if (isInterruptible && mode != "skip"_L1)
            EXPECT(callee, hanging, said(u"interrupted"_s));
        // Behind an interruption that must not come: the callee is as it was.
        EXPECT(caller, caller.tell(u"call"_s, calling(uri(u"echo"_s), {mode})),
               payloadSaid(u"result"_s, {mode}));
        QVERIFY(!callee.hasReport(hanging));
    }
}

void WampInteropTest::callsTimeOut()
{
    JOIN(caller, first());
    JOIN(callee, second());
    const int hanging = callee.tell(u"register"_s, registering(uri(u"hang"_s), u"hang"_s));
    EXPECT(callee, hanging, said(u"registered"_s));
    const int call = caller.tell(u"call"_s, calling(uri(u"hang"_s), {}, {}, {{u"timeout"_s, 20}}));
    EXPECT(caller, call, errorSaid(u"wamp.error.timeout"_s));
    EXPECT(callee, hanging, said(u"invoked"_s));
    if (second().can(u"interrupt"_s))
        EXPECT(callee, hanging, said(u"interrupted"_s));
}

void WampInteropTest::partnersMayLeaveACall()
{
    JOIN(callee, second());
    const int hanging = callee.tell(u"register"_s, registering(uri(u"hang"_s), u"hang"_s));
    EXPECT(callee, hanging, said(u"registered"_s));
    {
        JOIN(caller, first());
        caller.tell(u"call"_s, calling(uri(u"hang"_s)));
        EXPECT(callee, hanging, said(u"invoked"_s));
        caller.leave();
        if (second().can(u"interrupt"_s))
            EXPECT(callee, hanging, said(u"interrupted"_s));
    }
    JOIN(caller, first());
    const int call = caller.tell(u"call"_s, calling(uri(u"hang"_s)));
    EXPECT(callee, hanging, said(u"invoked"_s));
    callee.leave();
    EXPECT(caller, call, said(u"error"_s));
    EXPECT(caller, caller.tell(u"call"_s, calling(uri(u"hang"_s))),
           errorSaid(u"wamp.error.no_such_procedure"_s));
}

void WampInteropTest::proceduresAreGivenUp()
{
    JOIN(caller, first());
    JOIN(callee, second());
    const int registration = callee.tell(u"register"_s, registering(uri(u"echo"_s), u"echo"_s));
    EXPECT(callee, registration, said(u"registered"_s));
    EXPECT(caller, caller.tell(u"call"_s, calling(uri(u"echo"_s), {1})), payloadSaid(u"result"_s, {1}));
    EXPECT(callee, callee.tell(u"unregister"_s, about(registration)), said(u"unregistered"_s));
    EXPECT(caller, caller.tell(u"call"_s, calling(uri(u"echo"_s), {1})),
           errorSaid(u"wamp.error.no_such_procedure"_s));
    EXPECT(callee, callee.tell(u"register"_s, registering(uri(u"echo"_s), u"echo"_s)), said(u"registered"_s));
}

} // namespace Gantry::Interop
