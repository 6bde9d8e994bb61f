// SPDX-License-Identifier: MIT
// A message that comes and one that goes cost no allocation, once buffers have grown to
// what is usual: neither of ours nor of anybody below us.
#include "support/allocationcount.h"
#include "support/echoscene.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;

class tst_Allocations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void allocationsAreCounted();
    void anEchoCostsNone_data();
    void anEchoCostsNone();
    void severalSizesInTurnCostNone();
    void severalConnectionsCostNone();
    void aPreparedMessageCostsNone();
    void keepingCostsOneBuffer();
};

namespace {

//! What \a call allocates when it is repeated, after some calls that warm it up.
template<typename Call>
quint64 allocationsOf(Call &&call, int times = 20)
{
    for (int i = 0; i < 5; ++i)
        call();
    const quint64 before = allocationCount();
    for (int i = 0; i < times; ++i)
        call();
    return allocationCount() - before;
}

QByteArray textOf(qsizetype size)
{
    const QByteArray piece("na\xc3\xafve \xe4\xb8\xad\xe6\x96\x87, ");
    return piece.repeated(size / piece.size()).leftJustified(size, '.');
}

} // namespace

void tst_Allocations::initTestCase()
{
    if (const char *reason = allocationsAreUncountable())
        QSKIP(reason);
}

// Else every other test here would say what one wants to hear.
void tst_Allocations::allocationsAreCounted()
{
    QCOMPARE(allocationsOf([] { QByteArray(100, 'x').detach(); }, 10), quint64(10));
    QCOMPARE(allocationsOf([] { delete new QObject; }, 10) >= 10, true);
    QCOMPARE(allocationsOf([] {}, 10), quint64(0));
}

void tst_Allocations::anEchoCostsNone_data()
{
    QTest::addColumn<EchoScene::Signal>("signal");
    QTest::addColumn<Core::Opcode>("opcode");
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<int>("perRead");
    for (const qsizetype size : {16, 125, 1024, 65'536, 1'048'576}) {
        for (const int perRead : {1, 16}) {
            const auto row = [&](const char *name, EchoScene::Signal signal, Core::Opcode opcode) {
                QTest::addRow("%s, %lld octets, %d at once", name, qlonglong(size), perRead)
                    << signal << opcode << size << perRead;
            };
            row("binary", EchoScene::Signal::Message, Core::Opcode::Binary);
            row("text as bytes", EchoScene::Signal::Message, Core::Opcode::Text);
            row("text as QString", EchoScene::Signal::Text, Core::Opcode::Text);
        }
    }
}

void tst_Allocations::anEchoCostsNone()
{
    QFETCH(EchoScene::Signal, signal);
    QFETCH(Core::Opcode, opcode);
    QFETCH(qsizetype, size);
    QFETCH(int, perRead);
    EchoScene scene(signal);
    scene.transport().setRecording(false);
    const QByteArray octets = EchoScene::masked(textOf(size), opcode, perRead);
    const quint64 before = scene.transport().octetsWritten();
    QCOMPARE(allocationsOf([&] { scene.receive(octets); }), quint64(0));
    QVERIFY(scene.transport().octetsWritten() - before >= quint64(25 * perRead * size));
}

void tst_Allocations::severalSizesInTurnCostNone()
{
    EchoScene scene(EchoScene::Signal::Message);
    scene.transport().setRecording(false);
    QByteArray octets;
    for (const qsizetype size : {0, 20, 300, 5'000, 200'000, 1'000, 70'000, 64})
        octets += EchoScene::masked(textOf(size), Core::Opcode::Text);
    QCOMPARE(allocationsOf([&] { scene.receive(octets); }), quint64(0));
}

// Messages that arrive in pieces, each while others are half there.
void tst_Allocations::severalConnectionsCostNone()
{
    const QByteArray octets = EchoScene::masked(textOf(1'048'576), Core::Opcode::Binary);
    std::vector<std::unique_ptr<EchoScene>> scenes;
    for (int i = 0; i < 4; ++i) {
        scenes.push_back(std::make_unique<EchoScene>(EchoScene::Signal::Message));
        scenes.back()->transport().setRecording(false);
    }
    const auto exchange = [&] {
        for (QByteArrayView left = octets; !left.isEmpty();) {
            const QByteArrayView piece = left.first(qMin<qsizetype>(left.size(), 60'000));
            for (const auto &scene : scenes)
                scene->receive(piece);
            left = left.sliced(piece.size());
        }
    };
    QCOMPARE(allocationsOf(exchange, 5), quint64(0));
}

void tst_Allocations::aPreparedMessageCostsNone()
{
    for (const qsizetype size : {100, 10'000, 1'000'000}) {
        EchoScene scene(EchoScene::Signal::Message);
        scene.transport().setRecording(false);
        const PreparedMessage message(textOf(size));
        const QByteArray empty = EchoScene::masked({}, Core::Opcode::Text);
        const auto send = [&] {
            (void)scene.protocol()->sendPreparedMessage(message);
            scene.receive(empty); // with whose answer it goes
        };
        QCOMPARE(allocationsOf(send), quint64(0));
    }
}

void tst_Allocations::keepingCostsOneBuffer()
{
    EchoScene scene(EchoScene::Signal::Message);
    scene.transport().setRecording(false);
    QByteArrayList kept;
    kept.reserve(100);
    connect(scene.protocol(), &WebSocketServerProtocol::onMessage, this,
            [&kept](const QByteArray &payload) { kept.append(payload); });
    const QByteArray octets = EchoScene::masked(textOf(1000), Core::Opcode::Text);
    QCOMPARE(allocationsOf([&] { scene.receive(octets); }, 20), quint64(20));
    QCOMPARE(kept.first(), kept.last());
}

QTEST_GUILESS_MAIN(tst_Allocations)
#include "tst_allocations.moc"
