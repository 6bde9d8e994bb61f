// SPDX-License-Identifier: MIT
#include "wamp/transportkinds.h"

#include "wamp/transport/inprocess.h"

#include <QtTest/QTest>

namespace Gantry::Wamp {

namespace {

class InProcessScene final : public TransportScene
{
public:
    void connectPeers() override { connectInProcess(client.get(), router.get()); }
};

} // namespace

void TransportScene::rows()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("serializer");
    QTest::newRow("in-process") << QStringLiteral("in-process") << QString();
}

std::unique_ptr<TransportScene> TransportScene::ofRow()
{
    return std::make_unique<InProcessScene>();
}

bool TransportScene::open()
{
    connectPeers();
    return QTest::qWaitFor([this] { return client->opened == 1 && router->opened == 1; });
}

Message newEvent(Id publication, qsizetype size)
{
    Event event{.subscription = 1, .publication = publication};
    if (size > 0)
        event.payload = Payload::fromValues({QString(size, u'x')});
    return event;
}

Id publicationOf(const Message &message)
{
    const auto *event = std::get_if<Event>(&message);
    return event ? event->publication : 0;
}

QString textOf(const Message &message)
{
    const auto *event = std::get_if<Event>(&message);
    return event ? event->payload.valueArgs().value(0).toString() : QString();
}

} // namespace Gantry::Wamp
