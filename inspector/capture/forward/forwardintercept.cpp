// SPDX-License-Identifier: GPL-3.0-only
#include "capture/forward/forwardintercept.h"

#include "capture/authority/authority.h"
#include "capture/descriptorlink.h"
#include "capture/forward/forwardfarewell.h"
#include "capture/forward/forwardtunnel.h"
#include "capture/tlslink.h"

#include <QtNetwork/QNetworkProxy>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

std::unique_ptr<QSslSocket> adopt(Descriptor descriptor)
{
    auto socket = std::make_unique<QSslSocket>();
    socket->setProxy(QNetworkProxy::NoProxy);
    socket->setSocketDescriptor(descriptor.release());
    return socket;
}

} // namespace

ForwardIntercept::ForwardIntercept(const ForwardContext &context, Descriptor client, Descriptor target,
                                   QString name)
    : ForwardStage(context)
    , m_name(std::move(name))
    , m_clientSocket(std::move(client))
    , m_targetSocket(std::move(target))
{ }

ForwardIntercept::~ForwardIntercept()
{
    finish();
}

void ForwardIntercept::start()
{
    const TlsResult tls = context().authority->tlsFor(m_name);
    if (const auto *error = std::get_if<QString>(&tls)) {
        context().notice(u"TLS to %1 passes unread: %2"_s.arg(m_name, *error));
        return handOver(std::make_unique<ForwardTunnel>(
            context(), std::make_unique<DescriptorLink>(std::move(m_clientSocket)),
            std::make_unique<DescriptorLink>(std::move(m_targetSocket)), nullptr));
    }
    m_target = beginTarget(std::move(m_targetSocket));
    m_client = beginClient(std::move(m_clientSocket), std::get<QSslConfiguration>(tls));
}

std::unique_ptr<Link> ForwardIntercept::beginClient(Descriptor descriptor, const QSslConfiguration &tls)
{
    auto socket = adopt(std::move(descriptor));
    socket->setSslConfiguration(tls);
    socket->startServerEncryption();
    auto link = std::make_unique<TlsLink>(std::move(socket));
    connect(link.get(), &Link::ready, this, &ForwardIntercept::onReady);
    connect(link.get(), &Link::closed, this, &ForwardIntercept::onClientClosed);
    return link;
}

std::unique_ptr<Link> ForwardIntercept::beginTarget(Descriptor descriptor)
{
    auto socket = adopt(std::move(descriptor));
    socket->setSslConfiguration(context().targetTls);
    socket->setPeerVerifyName(m_name); // named in the hello, too
    socket->startClientEncryption();
    auto link = std::make_unique<TlsLink>(std::move(socket));
    connect(link.get(), &Link::ready, this, &ForwardIntercept::onReady);
    connect(link.get(), &Link::closed, this, &ForwardIntercept::onTargetClosed);
    return link;
}

void ForwardIntercept::onReady()
{
    if (isOver() || !m_client || !m_client->isReady())
        return;
    if (!m_failure.isEmpty())
        return refuseWhenReady();
    if (!m_target || !m_target->isReady())
        return;
    auto observer = context().makeObserver(m_client->peer(), true);
    handOver(std::make_unique<ForwardTunnel>(context(), take(m_client, this), take(m_target, this),
                                             std::move(observer)));
}

void ForwardIntercept::onTargetClosed(const QString &error)
{
    m_failure = u"TLS to %1 failed: %2"_s.arg(m_name, error.isEmpty() ? u"the target ended it"_s : error);
    context().notice(m_failure);
    dismiss(m_target);
    refuseWhenReady();
}

void ForwardIntercept::refuseWhenReady()
{
    if (!m_client || !m_client->isReady())
        return;
    auto observer = context().makeObserver(m_client->peer(), true);
    auto farewell = std::make_unique<ForwardFarewell>(
        context(), take(m_client, this), ForwardRefusal{.status = 502, .text = m_failure.toUtf8()},
        std::move(observer));
    farewell->waitForRequest();
    handOver(std::move(farewell));
}

void ForwardIntercept::onClientClosed(const QString &error)
{
    const QString reason = error.isEmpty() ? u"it ended the handshake"_s : error;
    context().notice(
        u"A client refuses TLS for %1: %2. Does it trust the inspector's authority?"_s.arg(m_name, reason));
    finish();
}

void ForwardIntercept::finish()
{
    if (isOver())
        return;
    dismiss(m_client);
    dismiss(m_target);
    end();
}

} // namespace Gantry::Inspector
