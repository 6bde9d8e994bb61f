// SPDX-License-Identifier: GPL-3.0-only
#include "demo/democlient.h"

#include "websocket/connectws.h"
#include "websocket/websocketclientprotocol.h"
#include "websocket/websocketconnector.h"

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto AbsenceTime = 3s;
constexpr int TurnsPerPing = 4;

} // namespace

DemoClient::DemoClient(const QUrl &server, Script script, QObject *parent)
    : QObject(parent)
    , m_script(std::move(script))
    , m_factory(server)
{
    m_factory.setSubprotocols({m_script.subprotocol});
    connect(&m_factory, &WebSocketClientFactory::protocolCreated, this, &DemoClient::prepare);
    connect(&m_turnTimer, &QTimer::timeout, this, &DemoClient::takeTurn);
    m_turnTimer.setInterval(m_script.interval);
    m_connector = connectWS(&m_factory);
}

void DemoClient::prepare(WebSocketClientProtocol *protocol)
{
    m_protocol = protocol;
    connect(protocol, &WebSocketClientProtocol::onOpen, this, [this] { m_turnTimer.start(); });
    connect(protocol, &WebSocketClientProtocol::onClose, this, [this] {
        m_turnTimer.stop();
        QTimer::singleShot(AbsenceTime, this, [this] { m_connector->connectNow(); });
    });
}

void DemoClient::takeTurn()
{
    if (!m_protocol)
        return;
    ++m_turn;
    if (m_script.turnsPerVisit > 0 && m_turn % m_script.turnsPerVisit == 0) {
        m_turnTimer.stop();
        m_protocol->sendClose(1000, u"back in a moment"_s);
        return;
    }
    if (m_turn % TurnsPerPing == 0)
        m_protocol->sendPing("still there?");
    if (!m_script.lines.isEmpty())
        m_protocol->sendText(m_script.lines.at(m_turn % m_script.lines.size()));
}

} // namespace Gantry::Inspector
