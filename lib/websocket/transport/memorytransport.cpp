// SPDX-License-Identifier: MIT
#include "websocket/transport/memorytransport.h"

#include <QtCore/QScopedValueRollback>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

MemoryTransport::Pair MemoryTransport::makePair(const MemoryTransportOptions &options)
{
    auto link = std::make_shared<Link>(Link{.options = options, .operations = std::make_shared<int>(0)});
    Pair pair;
    pair.operations = link->operations;
    pair.first.reset(new MemoryTransport(link));
    pair.second.reset(new MemoryTransport(link));
    pair.first->m_other = pair.second.get();
    pair.second->m_other = pair.first.get();
    return pair;
}

MemoryTransport::MemoryTransport(std::shared_ptr<Link> link)
    : m_link(std::move(link))
{ }

MemoryTransport::~MemoryTransport()
{
    if (m_other)
        m_other->closeLater(Core::TransportEnd::Lost);
}

void MemoryTransport::start(TransportSink *sink)
{
    m_sink = sink;
    deliverLater();
}

void MemoryTransport::write(QByteArray bytes)
{
    if (m_isClosed || m_sendingEnded || !operate() || !m_other)
        return;
    m_other->m_inbox += bytes;
    m_other->deliverLater();
}

void MemoryTransport::closeGracefully()
{
    if (m_isClosed || std::exchange(m_sendingEnded, true))
        return;
    setReadingPaused(false);
    if (operate() && m_other) {
        m_other->m_peerEnded = true;
        m_other->deliverLater();
    }
    deliverLater(); // the other end may be waiting to be told that both are done
}

void MemoryTransport::abort()
{
    if (m_isClosed)
        return;
    m_inbox.clear();
    if (m_other)
        m_other->closeLater(Core::TransportEnd::Lost);
    closeLater(Core::TransportEnd::Aborted);
}

void MemoryTransport::setReadingPaused(bool paused)
{
    m_isPaused = paused;
    if (!paused)
        deliverLater();
}

qint64 MemoryTransport::bytesToWrite() const
{
    return m_other ? m_other->m_inbox.size() : 0;
}

TransportDetails MemoryTransport::details() const
{
    const QString name = u"memory:"_s + m_link->options.name;
    return {.peer = name, .local = name, .kind = u"memory"_s};
}

//! Counts an operation; false when it is the one at which the connection breaks.
bool MemoryTransport::operate()
{
    if (m_link->isLost)
        return false;
    if (++*m_link->operations != m_link->options.failAt)
        return true;
    m_link->isLost = true;
    closeLater(Core::TransportEnd::Lost);
    if (m_other)
        m_other->closeLater(Core::TransportEnd::Lost);
    return false;
}

void MemoryTransport::deliverLater()
{
    QMetaObject::invokeMethod(
        this, [this] { deliver(); }, Qt::QueuedConnection);
}

void MemoryTransport::deliver()
{
    while (mayDeliver() && !m_inbox.isEmpty()) {
        if (!operate())
            return;
        const qsizetype chunk = m_link->options.chunkSize > 0 ? m_link->options.chunkSize : m_inbox.size();
        const QByteArray bytes = m_inbox.first(std::min(chunk, m_inbox.size()));
        m_inbox.remove(0, bytes.size());
        {
            const QScopedValueRollback delivering(m_isDelivering, true);
            m_sink->bytesReceived(bytes);
        }
        if (m_other && m_other->m_sink)
            m_other->m_sink->bytesWritten();
    }
    deliverEnd();
}

void MemoryTransport::deliverEnd()
{
    if (!mayDeliver() || !m_inbox.isEmpty() || !m_peerEnded)
        return;
    if (!std::exchange(m_peerEndTold, true)) {
        const QScopedValueRollback delivering(m_isDelivering, true);
        m_sink->peerEnded();
    }
    if (m_sendingEnded)
        closeLater(Core::TransportEnd::Clean);
}

void MemoryTransport::closeLater(Core::TransportEnd end)
{
    if (std::exchange(m_isClosed, true))
        return;
    m_end = end;
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (TransportSink *sink = std::exchange(m_sink, nullptr))
                sink->transportClosed(*m_end, {});
        },
        Qt::QueuedConnection);
}

} // namespace Gantry
