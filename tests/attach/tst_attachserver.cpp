// SPDX-License-Identifier: MIT
// A server and inspectors in one process, over real sockets in a directory of the
// test's own: greeting, replay, live records, several at once, one that stalls.
#include "attach/attachclient.h"
#include "attach/attachserver.h"
#include "attach/socketdirectory.h"
#include "support/liverecords.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <thread>

#include <sys/stat.h>
#include <unistd.h>

using namespace Gantry;
using namespace Gantry::Attach;
using namespace Gantry::Tap;
using namespace Qt::Literals::StringLiterals;

namespace {

//! An inspector that keeps all it gets.
class Inspector : public AttachClient
{
public:
    explicit Inspector(RecordKinds kinds = DefaultKinds)
    {
        setKinds(kinds);
        connect(this, &AttachClient::recordsReady, this,
                [this](const QList<Record> &more) { records += more; });
    }

    template<typename R>
    QList<R> only() const
    {
        QList<R> selected;
        for (const Record &record : records) {
            if (const auto *one = std::get_if<R>(&record))
                selected.append(*one);
        }
        return selected;
    }

    QList<Record> records;
};

Testing::LiveRecords live;

OpenRecord openOf(quint64 connection)
{
    return {.head = {.connection = connection, .timeNs = 1}, .url = "ws://h/"};
}

FrameRecord frameOf(quint64 connection, qsizetype size = 0)
{
    return {.head = {.connection = connection, .timeNs = Hub::now()}, .payload = QByteArray(size, 'p')};
}

quint64 droppedBy(const Inspector &inspector)
{
    quint64 count = 0;
    for (const DropRecord &drop : inspector.only<DropRecord>())
        count += drop.count;
    return count;
}

} // namespace

class tst_AttachServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void socketIsForItsUserAlone();
    void serverRefusesADirectoryThatOthersMayEnter();
    void serverReplacesTheSocketOfAnEarlierProcess();
    void inspectorLearnsWhoAnswers();
    void nothingIsObservedWithoutAnInspector();
    void liveConnectionsAreReplayedAndFollowed();
    void laterInspectorsGetTheReplayToo();
    void inspectorsGetTheKindsThatTheyWant();
    void kindsMayChange();
    void messagesOfManyMegabytesArrive();
    void stalledInspectorCostsNobodyElseAnything();
    void recordsOfSeveralThreadsComeInOrderOfTime();
    void hangingUpFreesEverything();
    void endOfTheServerIsReported();
    void somethingElseThatAnswersIsAnError();
    void missingSocketIsAnError();

private:
    QString socketPathHere() const { return socketPath(QCoreApplication::applicationPid()); }
    std::unique_ptr<Inspector> attach(RecordKinds kinds = DefaultKinds);

    std::unique_ptr<QTemporaryDir> m_runtime;
    std::unique_ptr<AttachServer> m_server;
};

void tst_AttachServer::init()
{
    m_runtime = std::make_unique<QTemporaryDir>();
    qputenv("XDG_RUNTIME_DIR", m_runtime->path().toLocal8Bit());
    m_server = std::make_unique<AttachServer>(
        Hub::instance(),
        TapServiceOptions{.ringBytes = 256 * 1024, .maxPendingBytes = 256 * 1024, .lowPriority = false});
    QCOMPARE(m_server->start(socketDirectory()), QString());
}

void tst_AttachServer::cleanup()
{
    m_server.reset();
    QVERIFY(!Hub::isObserved());
    QVERIFY(!QFileInfo::exists(socketPathHere()));
}

std::unique_ptr<Inspector> tst_AttachServer::attach(RecordKinds kinds)
{
    // Something that is replayed tells that the server has taken the request.
    static quint64 marker = 1'000'000;
    live.open(openOf(++marker));
    auto inspector = std::make_unique<Inspector>(kinds | RecordKind::Open);
    inspector->connectTo(QCoreApplication::applicationPid());
    [&] { QTRY_VERIFY(!inspector->records.isEmpty()); }();
    live.close({.head = {.connection = marker}});
    if (kinds.testFlag(RecordKind::Close)) {
        [&] { QTRY_VERIFY(!inspector->only<CloseRecord>().isEmpty()); }();
    }
    inspector->records.removeIf([](const Record &record) { return headOf(record).connection == marker; });
    return inspector;
}

void tst_AttachServer::socketIsForItsUserAlone()
{
    struct stat status = {};
    QCOMPARE(::stat(socketDirectory().toLocal8Bit().constData(), &status), 0);
    QCOMPARE(status.st_mode & 07777, mode_t(0700));
    QCOMPARE(::stat(socketPathHere().toLocal8Bit().constData(), &status), 0);
    QVERIFY(S_ISSOCK(status.st_mode));
    QCOMPARE(status.st_mode & 0077, mode_t(0));
}

void tst_AttachServer::serverRefusesADirectoryThatOthersMayEnter()
{
    const QString open = m_runtime->filePath(u"open"_s);
    QVERIFY(QDir().mkdir(open));
    QCOMPARE(::chmod(open.toLocal8Bit().constData(), 0755), 0);
    AttachServer server;
    QVERIFY(server.start(open).contains(u"open to other users"_s));
    QVERIFY(!server.isListening());
}

void tst_AttachServer::serverReplacesTheSocketOfAnEarlierProcess()
{
    // The file stays behind when a process is killed.
    const QString directory = m_runtime->filePath(u"earlier"_s);
    QCOMPARE(prepareDirectory(directory), QString());
    QFile left(directory + u'/' + QString::number(QCoreApplication::applicationPid()));
    QVERIFY(left.open(QIODevice::WriteOnly));
    AttachServer server;
    QCOMPARE(server.start(directory), QString());
}

void tst_AttachServer::inspectorLearnsWhoAnswers()
{
    AttachClient client;
    QSignalSpy attached(&client, &AttachClient::attached);
    client.connectTo(QCoreApplication::applicationPid());
    QVERIFY(attached.wait());
    QCOMPARE(client.process().pid, QCoreApplication::applicationPid());
    QCOMPARE(client.process().program, u"tst_attachserver"_s);
    QCOMPARE(client.process().qtVersion, QString::fromLatin1(qVersion()));
    QVERIFY(!client.process().gantryVersion.isEmpty());
}

void tst_AttachServer::nothingIsObservedWithoutAnInspector()
{
    QVERIFY(!Hub::isObserved());
    auto inspector = attach();
    QVERIFY(Hub::isObserved(RecordKind::Frame));
    QVERIFY(!Hub::isObserved(RecordKind::Octets));
    inspector.reset();
    QTRY_VERIFY(!Hub::isObserved());
}

void tst_AttachServer::liveConnectionsAreReplayedAndFollowed()
{
    Hub &hub = Hub::instance();
    live.open(openOf(1));
    const auto inspector = attach();
    const FrameRecord frame = frameOf(1, 100);
    hub.publish(frame);
    live.close({.head = {.connection = 1}, .code = 1000});
    QTRY_COMPARE(inspector->only<CloseRecord>().size(), 1);
    QVERIFY((inspector->records
             == QList<Record>{openOf(1), frame, CloseRecord{.head = {.connection = 1}, .code = 1000}}));
}

void tst_AttachServer::laterInspectorsGetTheReplayToo()
{
    Hub &hub = Hub::instance();
    const auto first = attach();
    live.open(openOf(1));
    QTRY_COMPARE(first->only<OpenRecord>().size(), 1);
    const auto second = attach();
    QCOMPARE(second->only<OpenRecord>().size(), 1);
    hub.publish(frameOf(1));
    QTRY_COMPARE(second->only<FrameRecord>().size(), 1);
    QTRY_COMPARE(first->only<FrameRecord>().size(), 1);
    // The first is not told again what it knows, but for the marker of attach().
    QCOMPARE(first->only<OpenRecord>().size(), 2);
    live.close({.head = {.connection = 1}});
}

void tst_AttachServer::inspectorsGetTheKindsThatTheyWant()
{
    const auto frames = attach(RecordKind::Frame);
    const auto states = attach(RecordKind::State);
    frames->records.clear();
    Hub::instance().publish(StateRecord{.head = {.connection = 1, .timeNs = Hub::now()}});
    Hub::instance().publish(frameOf(1));
    QTRY_COMPARE(frames->records.size(), 1);
    QTRY_COMPARE(states->records.size(), 1);
    QCOMPARE(kindOf(frames->records.at(0)), RecordKind::Frame);
    QCOMPARE(kindOf(states->records.at(0)), RecordKind::State);
}

void tst_AttachServer::kindsMayChange()
{
    const auto inspector = attach();
    inspector->setKinds(RecordKind::Octets);
    QTRY_VERIFY(Hub::isObserved(RecordKind::Octets));
    QVERIFY(!Hub::isObserved(RecordKind::Frame));
    Hub::instance().publish(OctetsRecord{.head = {.timeNs = Hub::now()}, .octets = "GET"});
    QTRY_COMPARE(inspector->only<OctetsRecord>().size(), 1);
}

void tst_AttachServer::messagesOfManyMegabytesArrive()
{
    const auto inspector = attach();
    const FrameRecord large = frameOf(1, 20'000'000);
    Hub::instance().publish(large);
    QTRY_COMPARE(inspector->only<FrameRecord>().size(), 1);
    QVERIFY(inspector->only<FrameRecord>().at(0) == large);
}

void tst_AttachServer::stalledInspectorCostsNobodyElseAnything()
{
    // Greeted and attached, and never read again.
    QLocalSocket stalled;
    stalled.setReadBufferSize(1);
    stalled.connectToServer(socketPathHere());
    QVERIFY(stalled.waitForConnected());
    stalled.write(encodeKindsRequest(DefaultKinds));
    QTRY_VERIFY(Hub::isObserved());
    const auto reading = attach();

    constexpr int Total = 20'000;
    qint64 slowestNs = 0;
    for (int i = 0; i < Total; ++i) {
        const FrameRecord frame = frameOf(1, 200);
        QElapsedTimer timer;
        timer.start();
        Hub::instance().publish(frame);
        slowestNs = qMax(slowestNs, timer.nsecsElapsed());
        if (i % 500 == 499) {
            QTRY_COMPARE(reading->only<FrameRecord>().size() + qsizetype(droppedBy(*reading)), i + 1);
        }
    }
    // The one that reads got all there is; a publish that waits for a reader would
    // never come back here.
    QVERIFY(slowestNs < 5'000'000'000);

    // Once it reads again, it is told how much it missed.
    RecordReader reader;
    GreetingReader greeting;
    stalled.setReadBufferSize(0);
    quint64 known = 0;
    QTRY_VERIFY([&] {
        QByteArray octets = stalled.readAll();
        octets.remove(0, greeting.feed(octets));
        reader.feed(octets);
        while (auto record = reader.next()) {
            if (const auto *drop = std::get_if<DropRecord>(&*record))
                known += drop->count;
            else
                known += kindOf(*record) == RecordKind::Frame;
        }
        return known >= Total;
    }());
}

void tst_AttachServer::recordsOfSeveralThreadsComeInOrderOfTime()
{
    const auto inspector = attach();
    constexpr int Each = 300;
    std::vector<std::thread> threads;
    for (quint64 i = 1; i <= 3; ++i) {
        threads.emplace_back([i] {
            for (int n = 0; n < Each; ++n)
                Hub::instance().publish(frameOf(i));
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QTRY_COMPARE(inspector->only<FrameRecord>().size(), 3 * Each);
    QHash<quint64, qint64> last;
    for (const FrameRecord &frame : inspector->only<FrameRecord>()) {
        QVERIFY(frame.head.timeNs >= last[frame.head.connection]);
        last[frame.head.connection] = frame.head.timeNs;
    }
    QCOMPARE(last.size(), 3);
}

void tst_AttachServer::hangingUpFreesEverything()
{
    for (int i = 0; i < 5; ++i) {
        const auto inspector = attach();
        Hub::instance().publish(frameOf(1));
        inspector->disconnectFromProcess();
        QTRY_VERIFY(!Hub::isObserved());
    }
}

void tst_AttachServer::endOfTheServerIsReported()
{
    const auto inspector = attach();
    QSignalSpy disconnected(inspector.get(), &AttachClient::disconnected);
    QSignalSpy error(inspector.get(), &AttachClient::errorOccurred);
    Hub::instance().publish(frameOf(1, 10));
    m_server->stop();
    QTRY_COMPARE(disconnected.size(), 1);
    QCOMPARE(error.size(), 0);
    QCOMPARE(inspector->only<FrameRecord>().size(), 1); // what happened before is there
}

void tst_AttachServer::somethingElseThatAnswersIsAnError()
{
    QLocalServer other;
    QVERIFY(other.listen(m_runtime->filePath(u"other"_s)));
    connect(&other, &QLocalServer::newConnection, &other,
            [&other] { other.nextPendingConnection()->write("HTTP/1.1 400 Bad Request\r\n\r\n"); });
    AttachClient client;
    QSignalSpy error(&client, &AttachClient::errorOccurred);
    QSignalSpy disconnected(&client, &AttachClient::disconnected);
    client.connectTo(other.fullServerName());
    QTRY_COMPARE(error.size(), 1);
    QVERIFY(error.at(0).at(0).toString().contains(u"not a Gantry program"_s));
    QCOMPARE(disconnected.size(), 0);
}

void tst_AttachServer::missingSocketIsAnError()
{
    AttachClient client;
    QSignalSpy error(&client, &AttachClient::errorOccurred);
    client.connectTo(m_runtime->filePath(u"missing"_s));
    QTRY_COMPARE(error.size(), 1);
}

QTEST_GUILESS_MAIN(tst_AttachServer)
#include "tst_attachserver.moc"
