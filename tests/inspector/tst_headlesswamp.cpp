// SPDX-License-Identifier: GPL-3.0-only
// Real WAMP through the proxy: what filters and expectations know about it, and whether the
// latencies are those that the caller measures.
#include "inspector/programoutput.h"
#include "interop/peerprocess.h"

#include <QtCore/QJsonArray>
#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <algorithm>
#include <vector>

using namespace Gantry::Interop;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

const QString Python = u"/usr/bin/python3"_s;
const QString Peer = QStringLiteral(GANTRY_WAMP_PEER);

//! In nanoseconds.
struct Times
{
    std::vector<qint64> values = {};

    void add(qint64 value) { values.push_back(value); }
    qint64 at(double part)
    {
        std::ranges::sort(values);
        return values.empty() ? 0 : values[std::size_t(part * double(values.size() - 1))];
    }
    double ms(double part) { return double(at(part)) / 1e6; }
};

QString typeOf(const QJsonObject &record)
{
    return record["wamp"_L1]["type"_L1].toString();
}

} // namespace

class TestHeadlessWamp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void filtersKnowWamp();
    void linesSayWhatWampSays();
    void expectationsKnowWamp_data();
    void expectationsKnowWamp();
    void latenciesAreThoseOfTheCaller();

private:
    //! The inspector in front of the router.
    std::unique_ptr<PeerProcess> inspector(const QStringList &arguments)
    {
        auto program = std::make_unique<PeerProcess>(
            QStringLiteral(GANTRY_INSPECTOR),
            QStringList{u"--headless"_s, u"--proxy"_s, u"ws://127.0.0.1:0="_s + m_routerUrl.toString()}
                + arguments,
            withoutDisplay());
        m_proxyUrl = program->waitForUrl();
        return program;
    }
    bool calls(const QString &procedure, int status)
    {
        PeerProcess cli(QStringLiteral(GANTRY_WAMP_CLI),
                        {m_proxyUrl.toString(), u"realm1"_s, u"call"_s, procedure});
        if (cli.waitForEnd() && cli.exitStatus() == status)
            return true;
        qWarning("%s", qPrintable(cli.story()));
        return false;
    }
    //! One call that is answered and one that fails, seen with \a arguments.
    bool converse(const QStringList &arguments, int status = 0)
    {
        const auto program = inspector(arguments);
        if (!calls(u"wamp.session.count"_s, 0) || !calls(u"com.example.missing"_s, 1))
            return false;
        program->terminate();
        const bool isAsExpected = program->waitForEnd() && program->exitStatus() == status;
        m_errors = program->errors();
        if (!isAsExpected)
            qWarning("%s", qPrintable(program->story()));
        return isAsExpected;
    }

    const QTemporaryDir m_directory;
    std::unique_ptr<PeerProcess> m_router;
    QUrl m_routerUrl;
    QUrl m_proxyUrl;
    QString m_errors;
};

void TestHeadlessWamp::initTestCase()
{
    m_router = std::make_unique<PeerProcess>(
        QStringLiteral(GANTRY_ROUTER),
        QStringList{u"--listen"_s, u"ws://127.0.0.1:0"_s, u"--realm"_s, u"realm1"_s});
    m_routerUrl = m_router->waitForUrl();
    QVERIFY2(m_routerUrl.port() > 0, qPrintable(m_router->story()));
}

void TestHeadlessWamp::filtersKnowWamp()
{
    const QString file = m_directory.filePath(u"filtered"_s);
    QVERIFY(converse({u"--jsonl"_s, file, u"--filter"_s,
                      u"wamp.uri == wamp.session.count && latency > 0ns || wamp.type == ERROR"_s}));
    const QList<QJsonObject> records = objectsIn(contentsOf(file));
    QCOMPARE(records.size(), 2);
    QCOMPARE(typeOf(records[0]), u"RESULT"_s);
    QCOMPARE(records[0]["wamp"_L1]["uri"_L1].toString(), u"wamp.session.count"_s);
    QCOMPARE(typeOf(records[1]), u"ERROR"_s);
}

void TestHeadlessWamp::linesSayWhatWampSays()
{
    const QString file = m_directory.filePath(u"lines"_s);
    QVERIFY(converse({u"--jsonl"_s, file}));
    const QList<QJsonObject> records = objectsIn(contentsOf(file));
    QStringList types;
    for (const QJsonObject &record : records) {
        if (record["conn"_L1].toInt() == 1 && record.contains("wamp"_L1))
            types.append(typeOf(record));
        if (typeOf(record) == "CALL"_L1)
            QVERIFY(!record["wamp"_L1].toObject().contains("latency_ns"_L1));
        if (typeOf(record) == "RESULT"_L1)
            QVERIFY(record["wamp"_L1]["latency_ns"_L1].toInteger() > 0);
    }
    QCOMPARE(types,
             (QStringList{u"HELLO"_s, u"WELCOME"_s, u"CALL"_s, u"RESULT"_s, u"GOODBYE"_s, u"GOODBYE"_s}));
    // Read back the member is passed over and made anew.
    const QString again = m_directory.filePath(u"again"_s);
    PeerProcess reader(QStringLiteral(GANTRY_INSPECTOR),
                       {u"--headless"_s, u"--open"_s, file, u"--jsonl"_s, again}, withoutDisplay());
    QVERIFY2(reader.waitForEnd() && reader.exitStatus() == 0, qPrintable(reader.story()));
    QCOMPARE(objectsIn(contentsOf(again)), records);
}

void TestHeadlessWamp::expectationsKnowWamp_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("error"); // its beginning
    const QString expect = u"--expect"_s;
    const QString forbid = u"--forbid"_s;
    QTest::newRow("as expected") << QStringList{expect, u"wamp.type == WELCOME"_s,
                                                expect, u"latency && wamp.uri == wamp.session.count"_s,
                                                forbid, u"latency > 1min"_s}
                                 << 0 << QString();
    QTest::newRow("never called") << QStringList{expect, u"wamp.uri == com.example.other"_s} << 1
                                  << u"--expect: never seen: wamp.uri == com.example.other"_s;
    QTest::newRow("forbidden latency")
        << QStringList{forbid, u"latency > 1ns && wamp.type == RESULT"_s} << 1
        << u"--forbid: seen once: latency > 1ns && wamp.type == RESULT; first: "_s;
    QTest::newRow("a forbidden error")
        << QStringList{forbid, u"wamp.type == ERROR"_s} << 1 << u"--forbid: seen once: "_s;
}

void TestHeadlessWamp::expectationsKnowWamp()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    QFETCH(QString, error);
    QVERIFY(converse(arguments, status));
    if (error.isEmpty())
        QCOMPARE(m_errors, QString());
    else
        QVERIFY2(m_errors.startsWith(u"gantry-inspector: "_s + error), qPrintable(m_errors));
}

//! What the caller measures contains what passes the proxy, so no latency may be longer than
//! the caller's, whatever else the machine does. How much longer the caller's is depends on
//! how busy the caller is: half of the calls have to be within a millisecond.
void TestHeadlessWamp::latenciesAreThoseOfTheCaller()
{
    if (QProcess::execute(Python, {u"-c"_s, u"import autobahn.asyncio.wamp"_s}) != 0)
        QSKIP("needs /usr/bin/python3 with autobahn (Debian: python3-autobahn)");
    constexpr int Count = 100;
    // The clocks are two: one of them is slewed to the time of day.
    constexpr qint64 ClockToleranceNs = 100'000;
    PeerProcess callee(Python, {Peer, u"callee"_s, m_routerUrl.toString()});
    QTRY_VERIFY2_WITH_TIMEOUT(callee.output().contains("registered"_L1), qPrintable(callee.story()), 30'000);
    const QString file = m_directory.filePath(u"calls"_s);
    const auto program = inspector({u"--jsonl"_s, file, u"--filter"_s, u"wamp.uri == com.example.wait"_s});
    PeerProcess caller(Python, {Peer, u"caller"_s, m_proxyUrl.toString(), QString::number(Count)});
    QVERIFY2(caller.waitForEnd() && caller.exitStatus() == 0, qPrintable(caller.story()));
    program->terminate();
    QVERIFY2(program->waitForEnd() && program->exitStatus() == 0, qPrintable(program->story()));

    QList<qint64> ids; // of the calls, in their order
    QHash<qint64, qint64> latencies; // by id
    for (const QJsonObject &record : objectsIn(contentsOf(file))) {
        const QJsonValue wamp = record["wamp"_L1];
        const QJsonArray messages = wamp.isArray() ? wamp.toArray() : QJsonArray{wamp};
        for (const QJsonValue &message : messages) {
            if (message["type"_L1] == "CALL"_L1)
                ids.append(message["id"_L1].toInteger());
            else if (message["type"_L1] == "RESULT"_L1)
                latencies.insert(message["id"_L1].toInteger(), message["latency_ns"_L1].toInteger());
        }
    }
    // The library says when the session ended, too.
    const QStringList own = caller.output().split(u'\n').filter(QRegularExpression(u"^[0-9]+$"_s));
    QCOMPARE(ids.size(), 2 * Count);
    QCOMPARE(latencies.size(), 2 * Count);
    QCOMPARE(own.size(), 2 * Count);
    Times differences;
    Times ofCaller;
    for (qsizetype i = 0; i < own.size(); ++i) {
        const qint64 callersNs = own[i].toLongLong();
        const qint64 difference = callersNs - latencies.value(ids[i]);
        QVERIFY2(difference >= -ClockToleranceNs,
                 qPrintable(u"call %1: %2 ns by its caller, %3 ns here"_s.arg(i).arg(callersNs).arg(
                     latencies.value(ids[i]))));
        differences.add(difference);
        ofCaller.add(callersNs);
    }
    qInfo("%d calls that took %.2f ms at the median: the caller's clock shows more by %.3f ms (median), "
          "%.3f (p95), %.3f (longest)",
          2 * Count, ofCaller.ms(0.5), differences.ms(0.5), differences.ms(0.95), differences.ms(1));
    QVERIFY(differences.ms(0.5) < 1);
}

QTEST_GUILESS_MAIN(TestHeadlessWamp)
#include "tst_headlesswamp.moc"
