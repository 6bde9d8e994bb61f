// SPDX-License-Identifier: GPL-3.0-only
#include "demo/demoplay.h"

#include "demo/democlient.h"
#include "demo/demoserver.h"
#include "demo/rulebreaker.h"
#ifdef GANTRY_HAS_WAMP
#include "demo/wampplay.h"
#endif

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

DemoClient::Script chatter(const QStringList &lines, std::chrono::milliseconds interval)
{
    return {.subprotocol = QLatin1StringView(DemoServer::ChatSubprotocol),
            .lines = lines,
            .interval = interval,
            .turnsPerVisit = 20};
}

DemoClient::Script subscriber(int turnsPerVisit)
{
    return {.subprotocol = QLatin1StringView(DemoServer::SensorSubprotocol),
            .lines = {},
            .interval = 1500ms,
            .turnsPerVisit = turnsPerVisit};
}

} // namespace

void DemoPlay::begin()
{
    auto *server = new DemoServer(this);
    if (const QString error = server->listen(); !error.isEmpty()) {
        Q_EMIT failed(error);
        return;
    }
    QUrl chat = server->url();
    chat.setPath(u"/chat"_s);
    QUrl sensors = server->url();
    sensors.setPath(u"/sensors"_s);
    // The intervals have no common divisor, so that the turns drift.
    new DemoClient(chat,
                   chatter({u"north: lane 2 is set to 80 km/h"_s, u"north: fog ahead of gantry 118"_s,
                            u"north: camera 4 is back 👍"_s, u"north: traffic is light"_s},
                           1100ms),
                   this);
    new DemoClient(chat,
                   chatter({u"south: understood"_s, u"south: lane 3 closed for grass cutting"_s,
                            u"south: über die Brücke: 60 km/h"_s},
                           1700ms),
                   this);
    new DemoClient(
        chat,
        chatter({u"control: all gantries, report please"_s, u"control: 通行正常 – merci à tous"_s}, 2900ms),
        this);
    new DemoClient(sensors, subscriber(0), this);
    new DemoClient(sensors, subscriber(16), this);
    new RuleBreaker(server->url(), this);
#ifdef GANTRY_HAS_WAMP
    auto *wamp = new WampPlay(this);
    if (const QString error = wamp->begin(); !error.isEmpty()) {
        Q_EMIT failed(error);
        return;
    }
#endif
    Q_EMIT begun();
}

} // namespace Gantry::Inspector
