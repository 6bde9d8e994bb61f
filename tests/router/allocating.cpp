// SPDX-License-Identifier: MIT
// What a message costs that only passes: no allocation. What is counted is the router's work
// alone, between a decoded message and the transport that takes the next one.
#include "dealertest.h"

#include "support/allocationcount.h"

using namespace Gantry::Test;

namespace {

//! Takes everything and keeps nothing.
class OpenDrain final : public Transport
{
public:
    explicit OpenDrain(Router &router)
    {
        m_link.open(router.sessionCreator()());
        give(Hello{.realm = QByteArray("realm1"), .details = {.roles = allRoles()}});
    }
    ~OpenDrain() override { m_link.closed({}); }
    void give(Message message) { m_link.deliver(message); }

    SendStatus send(const Message &) override { return ++taken, SendStatus::Sent; }
    SendStatus send(SharedMessage &) override { return ++taken, SendStatus::Sent; }
    bool isOpen() const override { return true; }
    void close() override { }
    void abort() override { }
    const Serializer *serializer() const override { return nullptr; }
    WampTransportDetails transportDetails() const override { return {}; }
    std::optional<QByteArray> channelId(ChannelIdType) const override { return {}; }
    qint64 bytesToWrite() const override { return 0; }
    qint64 bytesWritten() const override { return 0; }
    void setHighWatermark(qint64) override { }
    void setReadingPaused(bool) override { }

    int taken = 0;

private:
    PeerLink m_link{this};
};

} // namespace

void TestDealer::passingOnAllocatesNothing()
{
    if (const char *why = Gantry::Testing::allocationsAreUncountable())
        QSKIP(why);
    RouterScene scene({.name = u"realm1"_s,
                       .allowAnonymous = true,
                       .roles = {{.name = u"anonymous"_s,
                                  .rules = {{.match = MatchPolicy::Prefix,
                                             .mayCall = true,
                                             .mayRegister = true,
                                             .mayPublish = true,
                                             .maySubscribe = true}}}}});
    OpenDrain caller(scene.router);
    OpenDrain callee(scene.router);
    OpenDrain one(scene.router);
    OpenDrain two(scene.router);
    const Utf8 uri(QByteArray("com.myapp.thing"));
    const Payload payload = values({1, 2});
    callee.give(Register{.request = 1, .options = {}, .procedure = uri});
    one.give(Subscribe{.request = 1, .options = {}, .topic = uri});
    two.give(Subscribe{.request = 1, .options = {}, .topic = uri});
    const auto round = [&](Id i) {
        caller.give(Call{.request = 2 * i - 1, .options = {}, .procedure = uri, .payload = payload});
        callee.give(Yield{.request = i, .options = {}, .payload = payload});
        caller.give(Publish{.request = 2 * i, .options = {}, .topic = uri, .payload = payload});
    };
    constexpr Id warmUp = 1000; // tables and the pool have their size
    for (Id i = 1; i <= warmUp; ++i)
        round(i);
    const int before = caller.taken + one.taken + two.taken;
    const quint64 allocations = Gantry::Testing::allocationCount();
    for (Id i = warmUp + 1; i <= 2 * warmUp; ++i)
        round(i);
    QCOMPARE(Gantry::Testing::allocationCount() - allocations, 0U);
    QCOMPARE(caller.taken + one.taken + two.taken, before + 3 * int(warmUp));
}
