// SPDX-License-Identifier: MIT
// Peers by the thousand that never become sessions: refused, or dropped when their time is
// over, and nothing of them stays.
#include "wampfloods.h"

#include "support/memoryuse.h"

#include <QtTest/QTest>

#include <algorithm>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 MiB = 1024 * 1024;

//! What somebody does who connects.
enum class Visitor { WrongRealm, WrongTicket, NoTicket, NoHello, HalfAHandshake, Nothing };

const QByteArray Joe = R"(,"authmethods":["ticket"],"authid":"joe")";

void act(RawWamp &client, Visitor visitor)
{
    switch (visitor) {
    case Visitor::Nothing:
        return;
    case Visitor::HalfAHandshake:
        client.sendOctets(client.handshake().first(client.handshake().size() / 2));
        return;
    case Visitor::NoHello:
        client.sendOctets(client.handshake());
        return;
    case Visitor::WrongRealm:
        client.sendOctets(client.handshake());
        client.sayHello("nowhere");
        return;
    case Visitor::WrongTicket:
    case Visitor::NoTicket:
        client.sendOctets(client.handshake());
        client.sayHello("guarded", Joe);
        return;
    }
}

//! One connection of a wave, and the last word that it was told.
class Peer
{
public:
    Peer(const QUrl &url, Visitor visitor, bool answersClose)
        : m_client(url)
    {
        m_client.setAnswersClose(answersClose);
        m_client.whenMessage = [this, visitor](const Wamp::Message &message) {
            if (const auto *abort = std::get_if<Wamp::Abort>(&message))
                m_reason = abort->reason.toByteArray();
            else if (std::holds_alternative<Wamp::Challenge>(message) && visitor == Visitor::WrongTicket)
                m_client.send("[5,\"wrong\",{}]");
            else if (!std::holds_alternative<Wamp::Challenge>(message))
                m_reason = "something else";
        };
        act(m_client, visitor);
    }
    bool isEnded() const { return m_client.isEnded(); }
    const QByteArray &reason() const { return m_reason; }

private:
    RawWamp m_client;
    QByteArray m_reason;
};

} // namespace

void WampFloods::floodsLeaveNothingBehind_data()
{
    QTest::addColumn<QString>("channel");
    QTest::addColumn<int>("visitor");
    QTest::addColumn<QByteArray>("reason");
    for (const QString &channel : FloodRouter::channels()) {
        const auto row = [&channel](const char *name, Visitor visitor, const char *reason) {
            QTest::addRow("%s: %s", qPrintable(channel), name)
                << channel << int(visitor) << QByteArray(reason);
        };
        row("a realm that is not there", Visitor::WrongRealm, "wamp.error.no_such_realm");
        row("the wrong ticket", Visitor::WrongTicket, "wamp.error.authentication_failed");
        row("no answer to CHALLENGE", Visitor::NoTicket, "wamp.error.timeout");
        row("no HELLO", Visitor::NoHello, "wamp.error.timeout");
        row("half a handshake", Visitor::HalfAHandshake, "");
        row("nothing", Visitor::Nothing, "");
    }
}

void WampFloods::floodsLeaveNothingBehind()
{
    QFETCH(QString, channel);
    QFETCH(int, visitor);
    // One of the two deadlines ends those that wait; what is answered has all the time.
    static constexpr int Soon = 1'000;
    static constexpr int Never = 300'000;
    const auto deadline = [](bool isAwaited) {
        return QJsonObject{{u"openTimeoutMs"_s, isAwaited ? Soon : Never}, {u"closeTimeoutMs"_s, 500}};
    };
    const auto who = Visitor(visitor);
    FloodRouter router({.ofRouter = deadline(who == Visitor::NoTicket || who == Visitor::NoHello),
                        .ofListeners = deadline(who == Visitor::HalfAHandshake || who == Visitor::Nothing)});
    QVERIFY2(router.isReady(), qPrintable(router.story()));
    const int count = Testing::soak(2000, 500);
    qint64 before = 0;
    for (int wave = 0; wave < 3; ++wave) {
        std::vector<std::unique_ptr<Peer>> peers;
        for (int i = 0; i < count; ++i)
            peers.push_back(std::make_unique<Peer>(router.url(channel), who, i % 2 == 0));
        const auto areGone = [&peers] {
            return std::ranges::all_of(peers, [](const auto &peer) { return peer->isEnded(); });
        };
        QVERIFY2(Testing::waitFor([&] { return areGone(); }, 60'000), qPrintable(router.story()));
        for (const auto &peer : peers)
            QTEST(peer->reason(), "reason");
        QVERIFY(router.comesTo("connections", 0));
        QCOMPARE(router.total("protocolViolations"), 0);
        if (wave == 0) // which filled pools and the heap
            before = router.memory();
    }
    const qint64 growth = router.memory() - before;
    if (Testing::MemoryIsMeasurable) // the router is built like this
        QVERIFY2(growth < MiB, qPrintable(QString::number(growth)));
    for (const QString &each : FloodRouter::channels())
        QVERIFY(serves(router.url(each)));
}

} // namespace Gantry::Interop
