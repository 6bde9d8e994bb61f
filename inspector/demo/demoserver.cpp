// SPDX-License-Identifier: GPL-3.0-only
#include "demo/demoserver.h"

#include "websocket/listenws.h"
#include "websocket/websocketlistener.h"
#include "websocket/websocketserverprotocol.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QtMath>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Slow enough to read along, quick enough to look alive.
constexpr auto ReadingInterval = 250ms;
constexpr auto SamplesInterval = 1000ms;

using Protocols = QList<QPointer<WebSocketServerProtocol>>;

void sendToAll(Protocols &protocols, const QByteArray &payload, bool isBinary)
{
    protocols.removeIf([](const auto &protocol) { return !protocol || !protocol->isOpen(); });
    for (const auto &protocol : std::as_const(protocols))
        protocol->sendMessage(payload, isBinary);
}

//! A value that wanders like a measurement, the same in every run.
double wave(int step, double period, double middle, double amplitude)
{
    const double value = middle + amplitude * qSin(step * 2 * M_PI / period);
    return qRound(value * 100) / 100.0;
}

QByteArray readingAt(int step)
{
    QJsonArray lanes;
    for (int lane = 1; lane <= 3; ++lane) {
        lanes.append(QJsonObject{{u"lane"_s, lane},
                                 {u"vehiclesPerMinute"_s, qRound(wave(step + lane * 7, 40, 22, 9))},
                                 {u"meanSpeedKmh"_s, wave(step + lane * 3, 60, 96 - lane * 8, 12)}});
    }
    const QJsonObject reading{{u"gantry"_s, u"A7-118"_s},
                              {u"sequence"_s, step},
                              {u"airTemperatureC"_s, wave(step, 400, 11, 4)},
                              {u"roadSurface"_s, step % 200 < 150 ? u"dry"_s : u"wet"_s},
                              {u"lanes"_s, lanes}};
    return QJsonDocument(reading).toJson(QJsonDocument::Compact);
}

} // namespace

DemoServer::DemoServer(QObject *parent)
    : QObject(parent)
    , m_factory(QUrl(u"ws://127.0.0.1:0/"_s))
{
    m_factory.setSubprotocols({QLatin1StringView(ChatSubprotocol), QLatin1StringView(SensorSubprotocol)});
    connect(&m_factory, &WebSocketServerFactory::protocolCreated, this, &DemoServer::welcome);
    connect(&m_readingTimer, &QTimer::timeout, this, &DemoServer::publishReading);
    connect(&m_samplesTimer, &QTimer::timeout, this, &DemoServer::publishSamples);
}

QString DemoServer::listen()
{
    const WebSocketListener *listener = listenWS(&m_factory);
    if (!listener->isListening())
        return listener->errorString();
    m_url = listener->url();
    m_readingTimer.start(ReadingInterval);
    m_samplesTimer.start(SamplesInterval);
    return {};
}

void DemoServer::welcome(WebSocketServerProtocol *protocol)
{
    connect(protocol, &WebSocketServerProtocol::onOpen, this, [this, protocol] {
        if (protocol->subprotocol() == QLatin1StringView(ChatSubprotocol))
            m_chatters.append(protocol);
        else if (protocol->subprotocol() == QLatin1StringView(SensorSubprotocol))
            m_subscribers.append(protocol);
    });
    connect(protocol, &WebSocketServerProtocol::onMessage, this,
            [this, protocol](const QByteArray &payload, bool isBinary) {
                if (!isBinary && protocol->subprotocol() == QLatin1StringView(ChatSubprotocol))
                    passOn(payload);
            });
}

void DemoServer::passOn(const QByteArray &line)
{
    sendToAll(m_chatters, line, false);
}

void DemoServer::publishReading()
{
    sendToAll(m_subscribers, readingAt(++m_step), false);
}

void DemoServer::publishSamples()
{
    QByteArray samples;
    for (int i = 0; i < 48; ++i)
        samples.append(char(qRound(wave(m_step * 48 + i, 31, 0, 120))));
    sendToAll(m_subscribers, samples, true);
}

} // namespace Gantry::Inspector
