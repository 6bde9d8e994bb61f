// SPDX-License-Identifier: GPL-3.0-only
#include "capture/forward/forwardconnect.h"

#include "capture/descriptorlink.h"
#include "capture/forward/forwardfarewell.h"
#include "capture/forward/forwardintercept.h"
#include "capture/forward/forwardtunnel.h"
#include "capture/forward/hellowaiter.h"
#include "capture/targetconnector.h"
#include "websocket/deletesoon.h"

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;
using Status = ClientHello::Status;

namespace {

constexpr QByteArrayView Established = "HTTP/1.1 200 Connection Established\r\n\r\n";

//! Never TLS links: CONNECT comes in the clear, and its target is not spoken to yet.
Descriptor releaseSocket(Link &link)
{
    return static_cast<DescriptorLink &>(link).release();
}

} // namespace

ForwardConnect::ForwardConnect(const ForwardContext &context, std::unique_ptr<Link> client,
                               Core::WebSocketAddress address, QByteArray early)
    : ForwardStage(context)
    , m_address(std::move(address))
    , m_early(std::move(early))
    , m_client(std::move(client))
{ }

ForwardConnect::~ForwardConnect()
{
    finish();
}

QString ForwardConnect::hostAndPort() const
{
    const QString host = m_address.host.contains(u':') ? u"[%1]"_s.arg(m_address.host) : m_address.host;
    return u"%1:%2"_s.arg(host).arg(m_address.port);
}

void ForwardConnect::start()
{
    m_client->setReading(false);
    connect(m_client.get(), &Link::closed, this, &ForwardConnect::finish);
    m_connector = std::make_unique<TargetConnector>(m_address, QSslConfiguration());
    connect(m_connector.get(), &TargetConnector::connected, this, &ForwardConnect::adoptTarget);
    connect(m_connector.get(), &TargetConnector::failed, this, [this](const QString &reason) {
        refuse(502, u"%1 cannot be reached: %2"_s.arg(hostAndPort(), reason));
    });
    m_connector->start();
}

void ForwardConnect::adoptTarget()
{
    m_target = m_connector->takeLink();
    m_connector->disconnect(this);
    deleteSoon(m_connector.release()); // it is the sender
    if (context().isOurselves(m_target->peer()))
        return refuse(508, u"%1 is this proxy itself"_s.arg(hostAndPort()));
    m_client->write(Established);
    if (!m_early.isEmpty())
        return onDecided(readClientHello(m_early));
    if (m_client->pendingOctets() == 0)
        waitForClient();
    else
        connect(m_client.get(), &Link::written, this, [this] {
            if (m_client && m_client->pendingOctets() == 0)
                waitForClient();
        });
}

void ForwardConnect::waitForClient()
{
    m_waiter = std::make_unique<HelloWaiter>(releaseSocket(*m_client));
    dismiss(m_client);
    connect(m_waiter.get(), &HelloWaiter::decided, this, &ForwardConnect::onDecided);
    connect(m_waiter.get(), &HelloWaiter::ended, this, &ForwardConnect::finish);
    // In some protocols the server speaks first.
    connect(m_target.get(), &Link::received, this,
            [this](QByteArrayView octets) { passOn(true, octets.toByteArray()); });
    connect(m_target.get(), &Link::readingFinished, this, &ForwardConnect::finish);
    m_target->setReading(!m_isHeld);
}

void ForwardConnect::onDecided(const ClientHello &hello)
{
    if (hello.status == Status::NoTls)
        passOn(true, {});
    else if (mayIntercept(hello))
        intercept(hello);
    else
        passOn(false, {});
}

bool ForwardConnect::mayIntercept(const ClientHello &hello) const
{
    const QString where = hostAndPort();
    if (!context().authority)
        context().notice(u"TLS to %1 passes unread: %2"_s.arg(where, context().whyNoAuthority));
    else if (!m_early.isEmpty())
        context().notice(
            u"TLS to %1 passes unread: the client did not wait for the proxy's answer"_s.arg(where));
    else if (hello.status != Status::Complete)
        context().notice(u"TLS to %1 passes unread: its first message cannot be read"_s.arg(where));
    else if (!hello.speaksHttp1())
        context().notice(u"TLS to %1 passes unread: the client offers only %2"_s.arg(
            where, QString::fromLatin1(hello.protocols.join(", "))));
    else
        return true;
    return false;
}

void ForwardConnect::intercept(const ClientHello &hello)
{
    // An address has no name to be told (RFC 6066 section 3): then CONNECT says it.
    const QString name = hello.serverName.isEmpty() ? m_address.host : QString::fromLatin1(hello.serverName);
    m_waiter->disconnect(this);
    Descriptor client = m_waiter->take();
    deleteSoon(m_waiter.release()); // it is the sender
    m_target->disconnect(this);
    Descriptor target = releaseSocket(*m_target);
    dismiss(m_target);
    handOver(std::make_unique<ForwardIntercept>(context(), std::move(client), std::move(target), name));
}

void ForwardConnect::passOn(bool isObserved, QByteArray fromTarget)
{
    takeClientBack();
    auto observer = isObserved ? context().makeObserver(m_client->peer(), false) : nullptr;
    auto tunnel = std::make_unique<ForwardTunnel>(context(), take(m_client, this), take(m_target, this),
                                                  std::move(observer));
    tunnel->sendFirst(m_early, std::move(fromTarget));
    handOver(std::move(tunnel));
}

void ForwardConnect::takeClientBack()
{
    if (!m_waiter)
        return;
    m_waiter->disconnect(this);
    m_client = std::make_unique<DescriptorLink>(m_waiter->take());
    deleteSoon(m_waiter.release()); // it may be the sender
}

void ForwardConnect::refuse(int status, const QString &text)
{
    context().notice(text);
    if (m_connector) {
        m_connector->disconnect(this);
        deleteSoon(m_connector.release()); // it is the sender
    }
    dismiss(m_target);
    handOver(std::make_unique<ForwardFarewell>(
        context(), take(m_client, this), ForwardRefusal{.status = status, .text = text.toUtf8()}, nullptr));
}

void ForwardConnect::setHeld(bool held)
{
    m_isHeld = held;
    if (m_waiter && m_target)
        m_target->setReading(!held);
}

void ForwardConnect::finish()
{
    if (isOver())
        return;
    if (m_connector) {
        m_connector->disconnect(this);
        deleteSoon(m_connector.release());
    }
    if (m_waiter) {
        m_waiter->disconnect(this);
        deleteSoon(m_waiter.release()); // it may be the sender
    }
    dismiss(m_client);
    dismiss(m_target);
    end();
}

} // namespace Gantry::Inspector
