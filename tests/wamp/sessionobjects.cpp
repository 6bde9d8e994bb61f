// SPDX-License-Identifier: MIT
// Methods of QObjects as procedures.
#include "procedurescene.h"
#include "sessioncallstest.h"

#include "wamp/session/objectmethods.h"

#include <QtCore/QDate>
#include <QtCore/QUrl>
#include <QtTest/QTest>

#include <limits>

using namespace Gantry::Test;

namespace {

//! What an application would offer.
class Calculator : public QObject
{
    Q_OBJECT

public:
    Q_INVOKABLE int add(int a, int b = 10) const { return a + b; }
    Q_INVOKABLE QString add(const QString &a, const QString &b) const { return a + b; }
    Q_INVOKABLE QVariant echo(const QVariant &value) const { return value; }
    Q_INVOKABLE QString who(const Gantry::Wamp::CallDetails &details, bool loud) const
    {
        return loud ? details.callerAuthid.toUpper() : details.callerAuthid;
    }
    Q_INVOKABLE Gantry::Wamp::CallResult both() const { return {.args = {1, 2}}; }
    Q_INVOKABLE QFuture<Gantry::Wamp::CallResult> later() const
    {
        return QtFuture::makeReadyFuture(CallResult{.args = {5}});
    }
    Q_INVOKABLE int divide(int a, int b) const
    {
        if (b == 0)
            throw ApplicationError(u"app.error.zero"_s);
        return a / b;
    }
    void notRemote() { }

public Q_SLOTS:
    void clear() { ++cleared; }

protected Q_SLOTS:
    void hidden() { }

Q_SIGNALS:
    void changed();

public:
    int cleared = 0;
};

const Id ofEcho = 12; // any one of the registrations that registerAll() makes

QStringList registerAll(SessionScene &scene, QObject *object)
{
    QStringList names;
    const auto futures = scene.session->registerObject(u"app.calc"_s, object);
    for (qsizetype i = 0; i < futures.size(); ++i) {
        const Register sent = scene.wire.take<Register>();
        names << sent.procedure.toString();
        scene.receive(Registered{.request = sent.request, .registration = 10 + Id(i)});
    }
    return names;
}

template<typename Type>
QMetaType typeOf()
{
    return QMetaType::fromType<Type>();
}

} // namespace

void SessionCallsTest::registersAnObject()
{
    ProcedureScene scene;
    Calculator calculator;
    QCOMPARE(registerAll(scene, &calculator),
             (QStringList{u"app.calc.clear"_s, u"app.calc.add"_s, u"app.calc.echo"_s, u"app.calc.who"_s,
                          u"app.calc.both"_s, u"app.calc.later"_s, u"app.calc.divide"_s}));
}

void SessionCallsTest::convertsArguments_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QMetaType>("type");
    QTest::addColumn<QVariant>("expected"); // invalid: none
    const QVariant none;
    const double big = 1e19;
    QTest::newRow("int") << QVariant(qlonglong(5)) << typeOf<int>() << QVariant(5);
    QTest::newRow("int from 5.0") << QVariant(5.0) << typeOf<int>() << QVariant(5);
    QTest::newRow("int from 5.5") << QVariant(5.5) << typeOf<int>() << none;
    QTest::newRow("int out of range") << QVariant(qlonglong(1) << 31) << typeOf<int>() << none;
    QTest::newRow("int from a huge double") << QVariant(big) << typeOf<qlonglong>() << none;
    QTest::newRow("int from NaN") << QVariant(std::numeric_limits<double>::quiet_NaN()) << typeOf<int>()
                                  << none;
    QTest::newRow("int from infinity")
        << QVariant(std::numeric_limits<double>::infinity()) << typeOf<int>() << none;
    QTest::newRow("int from 2^63") << QVariant(9223372036854775808.0) << typeOf<qlonglong>() << none;
    QTest::newRow("int from text") << QVariant(u"5"_s) << typeOf<int>() << none;
    QTest::newRow("int from bool") << QVariant(true) << typeOf<int>() << none;
    QTest::newRow("unsigned below 0") << QVariant(qlonglong(-1)) << typeOf<uint>() << none;
    QTest::newRow("the longest") << QVariant(std::numeric_limits<qulonglong>::max()) << typeOf<qulonglong>()
                                 << QVariant(std::numeric_limits<qulonglong>::max());
    QTest::newRow("too long") << QVariant(std::numeric_limits<qulonglong>::max()) << typeOf<qlonglong>()
                              << none;
    QTest::newRow("double from int") << QVariant(qlonglong(5)) << typeOf<double>() << QVariant(5.0);
    QTest::newRow("double from text") << QVariant(u"5"_s) << typeOf<double>() << none;
    QTest::newRow("bool") << QVariant(true) << typeOf<bool>() << QVariant(true);
    QTest::newRow("bool from 1") << QVariant(qlonglong(1)) << typeOf<bool>() << none;
    QTest::newRow("text") << QVariant(u"x"_s) << typeOf<QString>() << QVariant(u"x"_s);
    QTest::newRow("text from int") << QVariant(qlonglong(5)) << typeOf<QString>() << none;
    QTest::newRow("text from null") << QVariant() << typeOf<QString>() << none;
    QTest::newRow("octets from text") << QVariant(u"x"_s) << typeOf<QByteArray>() << none;
    QTest::newRow("list of texts") << QVariant(QVariantList{u"x"_s}) << typeOf<QStringList>()
                                   << QVariant(QStringList{u"x"_s});
    QTest::newRow("URL") << QVariant(u"ws://x/"_s) << typeOf<QUrl>() << QVariant(QUrl(u"ws://x/"_s));
    QTest::newRow("date") << QVariant(u"2024-02-29"_s) << typeOf<QDate>() << QVariant(QDate(2024, 2, 29));
    QTest::newRow("date that is none") << QVariant(u"yesterday"_s) << typeOf<QDate>() << none;
    QTest::newRow("object") << QVariant(u"x"_s) << typeOf<QObject *>() << none;
}

void SessionCallsTest::convertsArguments()
{
    QFETCH(QVariant, value);
    QFETCH(QMetaType, type);
    QFETCH(QVariant, expected);
    const auto converted = convertedArgument(value, type);
    QCOMPARE(converted.has_value(), expected.isValid());
    if (converted) {
        QCOMPARE(converted->metaType(), type);
        QCOMPARE(*converted, expected);
    }
}

void SessionCallsTest::callsMethods_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QVariantList>("args");
    QTest::addColumn<QVariantMap>("kwargs");
    QTest::addColumn<QVariantList>("result");
    QTest::addColumn<QString>("error");
    const auto good = [](const char *row, const QString &name, const QVariantList &args,
                         const QVariantMap &kwargs, const QVariantList &result) {
        QTest::newRow(row) << name << args << kwargs << result << QString();
    };
    const auto bad = [](const char *row, const QString &name, const QVariantList &args,
                        const QVariantMap &kwargs, const QString &error = Uris::invalidArgument) {
        QTest::newRow(row) << name << args << kwargs << QVariantList() << error;
    };
    good("two numbers", u"add"_s, {1, 2}, {}, {3});
    good("a default", u"add"_s, {1}, {}, {11});
    good("an overload", u"add"_s, {u"a"_s, u"b"_s}, {}, {u"ab"_s});
    good("by name", u"add"_s, {1}, {{u"b"_s, 5}}, {6});
    good("all by name", u"add"_s, {}, {{u"b"_s, 5}, {u"a"_s, 2}}, {7});
    good("any value", u"echo"_s, {QVariant(QVariantList{1})}, {}, {QVariant(QVariantList{1})});
    good("who calls", u"who"_s, {true}, {}, {u"ANNA"_s});
    good("a CallResult", u"both"_s, {}, {}, {1, 2});
    good("a future", u"later"_s, {}, {}, {5});
    good("nothing", u"clear"_s, {}, {}, {});
    bad("too few", u"add"_s, {}, {});
    bad("too many", u"add"_s, {1, 2, 3}, {});
    bad("wrong type", u"add"_s, {1, u"b"_s}, {});
    bad("an unknown name", u"add"_s, {1}, {{u"c"_s, 5}});
    bad("a name too many", u"add"_s, {1, 2}, {{u"b"_s, 5}});
    bad("wrong type for a bool", u"who"_s, {1}, {});
    bad("thrown", u"divide"_s, {1, 0}, {}, u"app.error.zero"_s);
}

void SessionCallsTest::callsMethods()
{
    QFETCH(QString, name);
    QFETCH(QVariantList, args);
    QFETCH(QVariantMap, kwargs);
    QFETCH(QVariantList, result);
    QFETCH(QString, error);
    ProcedureScene scene;
    Calculator calculator;
    const Id registration = 10 + Id(registerAll(scene, &calculator).indexOf(u"app.calc."_s + name));
    scene.invoke(7, Payload::fromValues(args, kwargs), {.callerAuthid = u"anna"_s}, registration);
    if (error.isEmpty())
        QCOMPARE(scene.wire.take<Yield>(), (Yield{.request = 7, .payload = Payload::fromValues(result)}));
    else
        QCOMPARE(scene.wire.take<Error>().error, Utf8(error));
    QVERIFY(scene.wire.sent.isEmpty());
    QCOMPARE(calculator.cleared, name == u"clear"_s ? 1 : 0);
}

void SessionCallsTest::answersForAnObjectThatIsGone()
{
    ProcedureScene scene;
    auto calculator = std::make_unique<Calculator>();
    const qsizetype count = registerAll(scene, calculator.get()).size();
    calculator.reset();
    QCOMPARE(scene.wire.sent.size(), count); // UNREGISTER
    scene.forget();
    scene.invoke(7, Payload::fromValues({1}), {}, ofEcho);
    QCOMPARE(scene.wire.take<Error>().error, Utf8(Uris::noSuchProcedure));
    QVERIFY(scene.log.isEmpty());

    // One that was given without a context.
    QPointer<QObject> gone = new Calculator;
    const ProcedureHandler handler = ProcedureHandler::ofMethod(gone, "echo");
    delete gone;
    ProcedureScene second;
    second.add(handler);
    second.invoke(7, Payload::fromValues({1}));
    QCOMPARE(second.wire.take<Error>().error, Utf8(Uris::runtimeError));
}

#include "sessionobjects.moc"
