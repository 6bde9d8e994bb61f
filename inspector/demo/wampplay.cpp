// SPDX-License-Identifier: GPL-3.0-only
#include "demo/wampplay.h"

#include "wamp/session/requesterror.h"
#include "websocket/connectws.h"
#include "websocket/listenws.h"

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto CountInterval = 900ms;
constexpr auto CallInterval = 2300ms;
// The control room asks for what no road allows, now and then.
constexpr int TurnsPerMistake = 4;
constexpr int HighestLimit = 130;

constexpr auto Realm = "demo.gantries"_L1;
constexpr auto Limit = "demo.gantry118.set_limit"_L1;
constexpr auto Count = "demo.gantry118.vehicles"_L1;

} // namespace

WampPlay::WampPlay(QObject *parent)
    : QObject(parent)
    , m_server(m_router.sessionCreator(), QUrl(u"ws://127.0.0.1:0/"_s))
    , m_gantry(QString(Realm))
    , m_control(QString(Realm))
{
    m_router.addRealm({.name = QString(Realm), .allowAnonymous = true});
    connect(&m_gantry, &Wamp::ApplicationSession::onJoin, this, &WampPlay::equipGantry);
    connect(&m_control, &Wamp::ApplicationSession::onJoin, this, &WampPlay::equipControl);
    connect(&m_countTimer, &QTimer::timeout, this, &WampPlay::publishCount);
    connect(&m_callTimer, &QTimer::timeout, this, &WampPlay::callGantry);
}

QString WampPlay::begin()
{
    const WebSocketListener *listener = listenWS(&m_server);
    if (!listener->isListening())
        return listener->errorString();
    // One that can be read, and one that shows its octets.
    enter(m_gantry, m_gantrysWay, listener->url(), u"json"_s);
    enter(m_control, m_controlsWay, listener->url(), u"cbor"_s);
    return {};
}

void WampPlay::enter(Wamp::ApplicationSession &session, std::unique_ptr<WampWebSocketClientFactory> &way,
                     const QUrl &url, const QString &serializer)
{
    way = std::make_unique<WampWebSocketClientFactory>(
        [&session] { return &session; }, url,
        QList<const Wamp::Serializer *>{Wamp::Serializer::byName(serializer)});
    connectWS(way.get());
}

void WampPlay::equipGantry()
{
    m_gantry.registerProcedure(QString(Limit), this, [this](const QVariantList &args) {
        const int limit = args.value(0).toInt();
        if (limit <= 0 || limit > HighestLimit)
            throw Wamp::ApplicationError(u"demo.error.no_such_limit"_s,
                                         {u"there is no sign for it"_s, limit});
        return std::exchange(m_limit, limit);
    });
    m_countTimer.start(CountInterval);
}

void WampPlay::equipControl()
{
    m_control.subscribe(QString(Count), this, [] {});
    m_callTimer.start(CallInterval);
}

void WampPlay::publishCount()
{
    const QVariantMap lanes{{u"lane1"_s, 20 + m_turn % 5}, {u"lane2"_s, 31 - m_turn % 7}};
    [[maybe_unused]] const auto sent = m_gantry.publish(QString(Count), {m_limit}, lanes);
}

void WampPlay::callGantry()
{
    ++m_turn;
    const int limit = m_turn % TurnsPerMistake == 0 ? 10 * HighestLimit : 60 + 20 * (m_turn % 3);
    m_control.call(QString(Limit), {limit});
}

} // namespace Gantry::Inspector
