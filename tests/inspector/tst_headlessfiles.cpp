// SPDX-License-Identifier: GPL-3.0-only
// The program that turns one file into others, as a script calls it.
#include "inspector/programoutput.h"
#include "inspector/rawsocket.h"
#include "interop/peerprocess.h"

#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Gantry::Interop;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestHeadlessFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyFormatLeadsBackToTheMessages_data();
    void everyFormatLeadsBackToTheMessages();
    void filteredFilesKeepOpeningsAndEnds_data();
    void filteredFilesKeepOpeningsAndEnds();
    void redactsWhatIsMadeToBeSent();
    void aBrokenFileEndsWith1AndKeepsWhatItHad();
    void aFileThatIsNotThereEndsWith1();
    void endsFilesThatASignalEnds();

private:
    QString file(const QString &name) const { return m_directory.filePath(name); }
    bool runs(const QStringList &arguments, int status = 0) const
    {
        PeerProcess program(m_inspector, QStringList{u"--headless"_s} + arguments, withoutDisplay());
        if (program.waitForEnd() && program.exitStatus() == status)
            return true;
        qWarning("%s", qPrintable(program.story()));
        return false;
    }

    const QString m_inspector = QStringLiteral(GANTRY_INSPECTOR);
    const QTemporaryDir m_directory;
    QByteArray m_lines;
};

namespace {

//! What all formats keep of the frames.
QList<std::tuple<QString, int, QString>> framesIn(const QByteArray &lines)
{
    QList<std::tuple<QString, int, QString>> frames;
    for (const QJsonObject &line : objectsIn(lines)) {
        const QString data =
            line.contains("data"_L1) ? line["data"_L1].toString() : line["b64"_L1].toString();
        if (line.contains("op"_L1))
            frames.append({line["dir"_L1].toString(), line["op"_L1].toInt(), data});
    }
    return frames;
}

} // namespace

void TestHeadlessFiles::initTestCase()
{
    QVERIFY(m_directory.isValid());
    m_lines =
        R"({"v":1,"t_ns":1767225600000000001,"conn":1,"event":"open","url":"wss://a/b?token=s3cret","peer":"tcp4:127.0.0.1:40000","request":[["Host","a"],["Authorization","Bearer s3cret"]],"response":[],"subprotocol":"","extensions":""})"
        "\n"
        R"({"v":1,"t_ns":1767225600000000002,"conn":1,"dir":"send","op":1,"fin":true,"rsv":0,"mask":"11223344","wire":10,"len":10,"data":"{\"pin\":12}"})"
        "\n"
        R"({"v":1,"t_ns":1767225600000000003,"conn":1,"dir":"recv","op":2,"fin":true,"rsv":0,"wire":2,"len":2,"b64":"AQI="})"
        "\n"
        R"({"v":1,"t_ns":1767225600000000004,"conn":1,"dir":"recv","op":9,"fin":true,"rsv":0,"wire":1,"len":1,"b64":"eA=="})"
        "\n"
        R"({"v":1,"t_ns":1767225600000000005,"conn":1,"event":"close","wasClean":false,"code":1006,"reason":"","by":"transport"})"
        "\n";
    QFile lines(file(u"in.jsonl"_s));
    QVERIFY(lines.open(QIODevice::WriteOnly) && lines.write(m_lines) == m_lines.size());
}

void TestHeadlessFiles::everyFormatLeadsBackToTheMessages_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("JSON lines") << QStringList{u"--jsonl"_s};
    QTest::newRow("HAR") << QStringList{u"--har"_s};
    QTest::newRow("pcapng") << QStringList{u"--pcapng"_s};
    QTest::newRow("pcapng, normalised") << QStringList{u"--pcapng-mode"_s, u"normalised"_s, u"--pcapng"_s};
}

void TestHeadlessFiles::everyFormatLeadsBackToTheMessages()
{
    QFETCH(QStringList, arguments);
    const QString between = file(u"between"_s);
    QVERIFY(runs(QStringList{u"--open"_s, file(u"in.jsonl"_s)} + arguments + QStringList{between}));
    QVERIFY(runs({u"--open"_s, between, u"--jsonl"_s, file(u"out.jsonl"_s)}));
    const QByteArray out = contentsOf(file(u"out.jsonl"_s));
    QCOMPARE(framesIn(out), framesIn(m_lines));
    QCOMPARE(objectsIn(out).last()["event"_L1].toString(), u"close"_s);
    QCOMPARE(objectsIn(out).last()["code"_L1].toInt(), 1006);
    QVERIFY(objectsIn(out).first()["url"_L1].toString().startsWith("wss://a/b"_L1));
    QCOMPARE(objectsIn(out).first()["peer"_L1].toString(), u"tcp4:127.0.0.1:40000"_s);
}

void TestHeadlessFiles::filteredFilesKeepOpeningsAndEnds_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<bool>("hasContext");
    QTest::newRow("JSON lines") << u"--jsonl"_s << false;
    QTest::newRow("HAR") << u"--har"_s << true;
    QTest::newRow("pcapng") << u"--pcapng"_s << true;
}

//! Frames of a connection that was never opened are nothing in formats of connections.
void TestHeadlessFiles::filteredFilesKeepOpeningsAndEnds()
{
    QFETCH(QString, format);
    QFETCH(bool, hasContext);
    const QString between = file(u"chosen"_s);
    QVERIFY(
        runs({u"--open"_s, file(u"in.jsonl"_s), u"--filter"_s, u"op in (binary, ping)"_s, format, between}));
    QVERIFY(runs({u"--open"_s, between, u"--jsonl"_s, file(u"out.jsonl"_s)}));
    const QByteArray out = contentsOf(file(u"out.jsonl"_s));
    QCOMPARE(framesIn(out), (framesIn(m_lines).mid(1)));
    QStringList events;
    for (const QJsonObject &line : objectsIn(out)) {
        if (line.contains("event"_L1))
            events.append(line["event"_L1].toString());
    }
    QCOMPARE(events, hasContext ? (QStringList{u"open"_s, u"close"_s}) : QStringList());
}

void TestHeadlessFiles::redactsWhatIsMadeToBeSent()
{
    const QStringList outputs{u"--open"_s, file(u"in.jsonl"_s), u"--jsonl"_s,  file(u"a"_s),
                              u"--har"_s,  file(u"b"_s),        u"--pcapng"_s, file(u"c"_s)};
    QVERIFY(runs(outputs));
    QVERIFY(contentsOf(file(u"a"_s)).contains("Bearer s3cret"));
    for (const QString &name : {u"b"_s, u"c"_s}) {
        QVERIFY(!contentsOf(file(name)).contains("s3cret"));
        QVERIFY(contentsOf(file(name)).contains("Bearer [redacted]"));
    }
    QVERIFY(runs(outputs + QStringList{u"--no-redact"_s}));
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
        QVERIFY(contentsOf(file(name)).contains("Bearer s3cret"));
    QVERIFY(runs(outputs + QStringList{u"--redact"_s, u"--redact-path"_s, u"$.pin"_s}));
    QVERIFY(!contentsOf(file(u"a"_s)).contains("s3cret"));
    QVERIFY(contentsOf(file(u"a"_s)).contains(R"("data":"{\"pin\":\"[redacted]\"}")"));
}

void TestHeadlessFiles::aBrokenFileEndsWith1AndKeepsWhatItHad()
{
    QFile broken(file(u"broken"_s));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write(m_lines + "{\"op\":");
    broken.close();
    PeerProcess program(m_inspector,
                        {u"--headless"_s, u"--open"_s, broken.fileName(), u"--har"_s, file(u"out.har"_s)},
                        withoutDisplay());
    QVERIFY2(program.waitForEnd(), qPrintable(program.story()));
    QCOMPARE(program.exitStatus(), 1);
    QVERIFY2(program.errors().contains("line 6"_L1) && program.errors().count(u'\n') == 1,
             qPrintable(program.story()));
    const QJsonDocument har = QJsonDocument::fromJson(contentsOf(file(u"out.har"_s)));
    QCOMPARE(har["log"_L1]["entries"_L1][0]["_webSocketMessages"_L1].toArray().size(), 2);
}

void TestHeadlessFiles::aFileThatIsNotThereEndsWith1()
{
    QVERIFY(runs({u"--open"_s, file(u"nothing"_s), u"--jsonl"_s, file(u"out"_s)}, 1));
}

void TestHeadlessFiles::endsFilesThatASignalEnds()
{
    RawListener target;
    PeerProcess program(m_inspector,
                        {u"--headless"_s, u"--proxy"_s, u"ws://127.0.0.1:0="_s + target.url(), u"--har"_s,
                         file(u"live.har"_s)},
                        withoutDisplay());
    const QUrl url = program.waitForUrl();
    QVERIFY2(url.port() > 0, qPrintable(program.story()));
    RawSocket client = RawSocket::connectedTo(quint16(url.port()));
    RawSocket server = target.accept();
    QVERIFY(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    server.receiveUntil("\r\n\r\n");
    QVERIFY(server.send("HTTP/1.1 101 Switching Protocols\r\n\r\n" + QByteArray::fromHex("81026869")));
    client.receive(36 + 4);
    program.terminate();
    QVERIFY2(program.waitForEnd() && program.exitStatus() == 0, qPrintable(program.story()));
    const QJsonDocument har = QJsonDocument::fromJson(contentsOf(file(u"live.har"_s)));
    QCOMPARE(har["log"_L1]["entries"_L1][0]["_webSocketMessages"_L1][0]["data"_L1].toString(), u"hi"_s);
}

QTEST_GUILESS_MAIN(TestHeadlessFiles)
#include "tst_headlessfiles.moc"
