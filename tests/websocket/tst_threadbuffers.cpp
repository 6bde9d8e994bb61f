// SPDX-License-Identifier: MIT
#include "websocket/threadbuffers.h"

#include "support/echoscene.h"

#include <QtTest/QTest>

#include <thread>

using namespace Gantry;
using namespace std::chrono_literals;

class tst_ThreadBuffers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void eachThreadHasItsOwn();
    void nobodyHasOneAtTheVeryEnd();
    void anIdleThreadGivesThemBack();
    void whatIsUsedStays();
    void messagesLeaveTheirBuffersThere();
    void whatTheApplicationKeepsStaysAsItIs();
};

void tst_ThreadBuffers::init()
{
    ThreadBuffers::ofThisThread()->setIdleTime(ThreadBuffers::IdleTime);
    ThreadBuffers::ofThisThread()->trim();
}

void tst_ThreadBuffers::eachThreadHasItsOwn()
{
    ThreadBuffers *mine = ThreadBuffers::ofThisThread();
    QVERIFY(mine);
    QCOMPARE(ThreadBuffers::ofThisThread(), mine);
    ThreadBuffers *other = mine;
    std::thread([&other] { other = ThreadBuffers::ofThisThread(); }).join();
    QVERIFY(other);
    QVERIFY(other != mine);
}

// A thread's own variables end in some order, and their destructors may still have octets.
void tst_ThreadBuffers::nobodyHasOneAtTheVeryEnd()
{
    struct Late
    {
        ThreadBuffers **seen = nullptr;
        ~Late()
        {
            *seen = ThreadBuffers::ofThisThread();
            ThreadBuffers::give(QByteArray(1000, 'x'));
        }
    };
    ThreadBuffers *seen = ThreadBuffers::ofThisThread();
    std::thread([&seen] {
        thread_local Late late;
        late.seen = &seen;
        ThreadBuffers::give(QByteArray(1000, 'x')); // made after, so it goes before
    }).join();
    QCOMPARE(seen, nullptr);
}

void tst_ThreadBuffers::anIdleThreadGivesThemBack()
{
    ThreadBuffers &buffers = *ThreadBuffers::ofThisThread();
    buffers.setIdleTime(10ms);
    for (int round = 0; round < 2; ++round) {
        ThreadBuffers::give(QByteArray(1'000'000, 'x'));
        QVERIFY(buffers.keptBytes() >= 1'000'000);
        QTRY_COMPARE(buffers.keptBytes(), 0);
    }
}

void tst_ThreadBuffers::whatIsUsedStays()
{
    ThreadBuffers &buffers = *ThreadBuffers::ofThisThread();
    buffers.setIdleTime(30ms);
    ThreadBuffers::give(QByteArray(1'000'000, 'x'));
    // For several times as long; a turn of the loop that takes longer than the idle time
    // says nothing about what is tested, and ends it.
    QElapsedTimer whole;
    whole.start();
    while (whole.elapsed() < 150) {
        QElapsedTimer turn;
        turn.start();
        QCoreApplication::processEvents();
        if (turn.elapsed() > 20)
            QSKIP("the machine is too busy");
        QVERIFY(buffers.keeps(1'000'000));
        buffers.give(buffers.take(1'000'000));
    }
}

void tst_ThreadBuffers::messagesLeaveTheirBuffersThere()
{
    using Testing::EchoScene;
    ThreadBuffers &buffers = *ThreadBuffers::ofThisThread();
    EchoScene scene(EchoScene::Signal::Message);
    scene.transport().setRecording(false);
    const QByteArray payload(1024 * 1024, 'x');
    scene.receive(EchoScene::masked(payload, Core::Opcode::Binary));
    QCOMPARE(buffers.keeps(payload.size()), true);
}

void tst_ThreadBuffers::whatTheApplicationKeepsStaysAsItIs()
{
    using Testing::EchoScene;
    EchoScene scene(EchoScene::Signal::Message);
    QByteArrayList kept;
    connect(scene.protocol(), &WebSocketServerProtocol::onMessage, this,
            [&kept](const QByteArray &payload) { kept.append(payload); });
    const QList<qsizetype> sizes{10, 1000, 100'000, 1'000'000};
    for (int round = 0; round < 3; ++round) {
        for (const qsizetype size : sizes)
            scene.receive(EchoScene::masked(QByteArray(size, char('a' + kept.size())), Core::Opcode::Binary));
    }
    QCOMPARE(kept.size(), 3 * sizes.size());
    for (qsizetype i = 0; i < kept.size(); ++i)
        QVERIFY(kept[i] == QByteArray(sizes[i % sizes.size()], char('a' + i)));
}

QTEST_GUILESS_MAIN(tst_ThreadBuffers)
#include "tst_threadbuffers.moc"
