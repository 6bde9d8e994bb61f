// SPDX-License-Identifier: MIT
// Peers that are gone without a word are noticed in time, and peers that are there are
// not taken for gone because we ourselves stood still. The peers are other processes, or
// behind a link of their own.
#include "support/pongpeer.h"
#include "support/servers.h"
#include "support/soak.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QProcess>
#include <QtCore/QThread>
#include <QtTest/QTest>

#include <csignal>
#include <fcntl.h>
#include <sched.h>
#include <thread>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto Interval = 300ms;
constexpr auto Timeout = 300ms;
// A machine that has other things to do as well.
constexpr auto Patience = 700ms;

ServerOptions watchful()
{
    return {.autoPingInterval = Interval, .autoPingTimeout = Timeout};
}

//! A peer in a process of its own, killed at the end.
class PeerProcess
{
public:
    explicit PeerProcess(quint16 port, std::chrono::milliseconds delay = {})
    {
        m_process.setProgram(QCoreApplication::applicationFilePath());
        m_process.setArguments({u"--peer"_s, QString::number(port), QString::number(delay.count())});
        m_process.start();
    }
    ~PeerProcess()
    {
        m_process.kill(); // a stopped one too
        m_process.waitForFinished(5000);
    }
    Q_DISABLE_COPY_MOVE(PeerProcess)
    void stop() { ::kill(pid_t(m_process.processId()), SIGSTOP); }

private:
    QProcess m_process;
};

bool runs(const QStringList &command)
{
    QProcess process;
    process.start(command.first(), command.sliced(1));
    return process.waitForFinished(5000) && process.exitStatus() == QProcess::NormalExit
        && process.exitCode() == 0;
}

//! A network namespace that one link leads into; goes with this object.
class LinkedNamespace
{
public:
    LinkedNamespace()
        : m_name(u"gty%1"_s.arg(QCoreApplication::applicationPid()))
    {
        if (::geteuid() != 0)
            return;
        m_isUp = runs({u"ip"_s, u"netns"_s, u"add"_s, m_name})
            && runs({u"ip"_s, u"link"_s, u"add"_s, here(), u"type"_s, u"veth"_s, u"peer"_s, u"name"_s,
                     there()})
            && runs({u"ip"_s, u"link"_s, u"set"_s, there(), u"netns"_s, m_name})
            && runs({u"ip"_s, u"address"_s, u"add"_s, u"198.18.77.1/30"_s, u"dev"_s, here()})
            && runs({u"ip"_s, u"link"_s, u"set"_s, here(), u"up"_s})
            && runs({u"ip"_s, u"-n"_s, m_name, u"address"_s, u"add"_s, u"198.18.77.2/30"_s, u"dev"_s,
                     there()})
            && runs({u"ip"_s, u"-n"_s, m_name, u"link"_s, u"set"_s, there(), u"up"_s});
    }
    ~LinkedNamespace()
    {
        if (::geteuid() != 0)
            return;
        runs({u"ip"_s, u"link"_s, u"delete"_s, here()});
        runs({u"ip"_s, u"netns"_s, u"delete"_s, m_name});
    }
    Q_DISABLE_COPY_MOVE(LinkedNamespace)

    bool isUp() const { return m_isUp; }
    void cut() const { runs({u"ip"_s, u"link"_s, u"set"_s, here(), u"down"_s}); }
    //! Moves the calling thread into it.
    bool enter() const
    {
        const int file = ::open(("/run/netns/" + m_name.toLatin1()).constData(), O_RDONLY | O_CLOEXEC);
        const bool entered = ::setns(file, CLONE_NEWNET) == 0;
        ::close(file);
        return entered;
    }

private:
    QString here() const { return m_name + u'h'; }
    QString there() const { return m_name + u't'; }

    QString m_name;
    bool m_isUp = false;
};

} // namespace

class TestLostPeers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStoppedProcessIsNoticed();
    void aLinkThatGoesDownIsNoticed();
    void aStalledLoopKillsNobody_data();
    void aStalledLoopKillsNobody();

private:
    static void isNoticedAfter(EchoServer &server, const std::function<void()> &loss);
};

//! The one peer of \a server answers for a while, and is given up in time after \a loss.
void TestLostPeers::isNoticedAfter(EchoServer &server, const std::function<void()> &loss)
{
    QTRY_COMPARE(server.connectionCount(), 1);
    QTRY_VERIFY(server.log().count(u"pong ") >= 2);
    QCOMPARE(server.log().count(u"close "), 0);
    QElapsedTimer timer;
    timer.start();
    loss();
    QVERIFY(waitFor([&] { return server.log().isClosed(); }, 10'000));
    // At worst the last pong came just before: an interval, and the timeout.
    QVERIFY2(!timer.hasExpired((Interval + Timeout + Patience).count()),
             QByteArray::number(timer.elapsed()).constData());
    QCOMPARE(server.log().entries().constLast(), u"close 1006 unclean"_s);
    QCOMPARE(server.log().reason(), u"the peer did not answer a ping in time"_s);
    QTRY_COMPARE(server.connectionCount(), 0);
}

void TestLostPeers::aStoppedProcessIsNoticed()
{
    EchoServer server;
    server.setProtocolOptions(watchful());
    PeerProcess peer(server.port());
    isNoticedAfter(server, [&] { peer.stop(); });
}

void TestLostPeers::aLinkThatGoesDownIsNoticed()
{
    const LinkedNamespace link;
    if (!link.isUp())
        QSKIP("a network namespace needs root and ip(8)");
    EchoServer server(QUrl(u"ws://198.18.77.1:0"_s));
    QVERIFY2(server.listener()->isListening(), qPrintable(server.listener()->errorString()));
    server.setProtocolOptions(watchful());
    std::atomic<bool> stop = false;
    std::thread peer([&, port = server.port()] {
        const int socket = link.enter() ? openPongPeer("198.18.77.1", port) : -1;
        if (socket < 0)
            return;
        answerPings(socket, stop);
        ::close(socket);
    });
    isNoticedAfter(server, [&] { link.cut(); });
    stop = true;
    peer.join();
}

void TestLostPeers::aStalledLoopKillsNobody_data()
{
    QTest::addColumn<int>("stalled");
    QTest::newRow("a little longer than the timeout") << 150;
    QTest::newRow("a little longer than interval and timeout") << 250;
    QTest::newRow("three times as long") << 600;
    QTest::newRow("much longer") << soak(10'000, 1'500);
}

void TestLostPeers::aStalledLoopKillsNobody()
{
    QFETCH(const int, stalled);
    EchoServer server;
    server.setProtocolOptions({.autoPingInterval = 100ms, .autoPingTimeout = 100ms});
    std::vector<std::unique_ptr<PeerProcess>> peers;
    for (int i = 0; i < 3; ++i)
        peers.push_back(
            std::make_unique<PeerProcess>(server.port(), 40ms)); // so that some answer is always on its way
    QTRY_COMPARE(server.connectionCount(), 3);
    const int rounds = stalled > 1000 ? 2 : 5;
    for (int round = 0; round < rounds; ++round) {
        const int pongs = server.log().count(u"pong ");
        // Somewhere between two pings, another place each time.
        QVERIFY(waitFor([&] { return server.log().count(u"pong ") >= pongs + 3; }));
        QTimer::singleShot(round * 23, this, [stalled] { QThread::msleep(ulong(stalled)); });
        QElapsedTimer timer;
        timer.start();
        const int before = server.log().count(u"pong ");
        QVERIFY(waitFor([&] { return timer.elapsed() > stalled + round * 23 + 50; }, stalled + 10'000));
        QCOMPARE(server.log().count(u"close "), 0);
        // What was missed is not made up for: one ping a peer on the way, and one after.
        const int extra = server.log().count(u"pong ") - before;
        QVERIFY2(extra <= 3 * (2 + (round * 23 + 50) / 100 + 1), QByteArray::number(extra).constData());
    }
    QCOMPARE(server.connectionCount(), 3);
}

//! The same program is its own peer.
static int runPeer(quint16 port, std::chrono::milliseconds delay)
{
    const int socket = openPongPeer("127.0.0.1", port);
    if (socket < 0)
        return 1;
    const std::atomic<bool> never = false;
    answerPings(socket, never, delay);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && qstrcmp(argv[1], "--peer") == 0)
        return runPeer(QByteArray(argv[2]).toUShort(),
                       std::chrono::milliseconds(QByteArray(argv[3]).toInt()));
    QCoreApplication application(argc, argv);
    TestLostPeers test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_lostpeers.moc"
