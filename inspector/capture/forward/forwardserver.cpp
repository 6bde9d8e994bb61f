// SPDX-License-Identifier: GPL-3.0-only
#include "capture/forward/forwardserver.h"

#include "capture/descriptorlink.h"
#include "capture/forward/forwardexchange.h"
#include "capture/recordqueue.h"
#include "websocket/deletesoon.h"

#include <QtNetwork/QNetworkInterface>

namespace Gantry::Inspector {

ForwardServer::ForwardServer(Settings settings, RecordQueue *records)
    : ProxyListener(settings.listen, QStringLiteral("http"))
    , m_authority(std::move(settings.authority))
    , m_context{.targetTls = settings.targetTls,
                .authority = m_authority.get(),
                .whyNoAuthority = settings.whyNoAuthority,
                .isOurselves = [this](const QByteArray &peer) { return isOurselves(peer); },
                .notice = [this](const QString &text) { tell(text); },
                .nextNumber = [this] { return ++m_lastShown; },
                .deliver = [records](Tap::Record &&record) { records->push(std::move(record)); }}
{ }

ForwardServer::~ForwardServer()
{
    close();
    const QHash<quint64, ForwardStage *> connections = std::exchange(m_connections, {});
    for (ForwardStage *stage : connections) {
        stage->disconnect(this);
        delete stage; // tells its last record
    }
}

void ForwardServer::incomingConnection(qintptr descriptor)
{
    follow(++m_lastClient,
           new ForwardExchange(m_context, std::make_unique<DescriptorLink>(Descriptor(descriptor))));
}

void ForwardServer::follow(quint64 number, ForwardStage *stage)
{
    if (ForwardStage *last = m_connections.value(number)) {
        last->disconnect(this);
        deleteSoon(last); // it is the sender
    }
    m_connections.insert(number, stage);
    connect(stage, &ForwardStage::followedBy, this,
            [this, number](ForwardStage *next) { follow(number, next); });
    connect(stage, &ForwardStage::finished, this, [this, number] { drop(number); });
    if (m_isHeld)
        stage->setHeld(true);
    stage->start();
}

void ForwardServer::drop(quint64 number)
{
    if (ForwardStage *stage = m_connections.take(number)) {
        stage->disconnect(this);
        deleteSoon(stage); // it is the sender
    }
}

void ForwardServer::setHeld(bool held)
{
    m_isHeld = held;
    const QList<ForwardStage *> stages = m_connections.values();
    for (ForwardStage *stage : stages)
        stage->setHeld(held);
}

// By the address that a name led to: whatever the name is, and whoever else listens on
// this port elsewhere.
bool ForwardServer::isOurselves(const QByteArray &peer) const
{
    const qsizetype colon = peer.lastIndexOf(':');
    if (colon < 0 || peer.sliced(colon + 1).toUShort() != serverPort())
        return false;
    QByteArray host = peer.first(colon).sliced(peer.indexOf(':') + 1);
    if (host.startsWith('['))
        host = host.sliced(1, host.size() - 2);
    const QHostAddress address(QString::fromLatin1(host));
    const QHostAddress own = serverAddress();
    const bool listensEverywhere =
        own == QHostAddress::Any || own == QHostAddress::AnyIPv4 || own == QHostAddress::AnyIPv6;
    if (!listensEverywhere)
        return address.isEqual(own, QHostAddress::TolerantConversion);
    return address.isLoopback() || QNetworkInterface::allAddresses().contains(address);
}

void ForwardServer::tell(const QString &text)
{
    if (m_told.contains(text))
        return;
    if (m_told.size() >= MaxNotices)
        m_told.clear();
    m_told.insert(text);
    Q_EMIT noticed(text);
}

} // namespace Gantry::Inspector
