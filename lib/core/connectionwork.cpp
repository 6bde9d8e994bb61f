// SPDX-License-Identifier: MIT
// An open connection at rest gives back what only a connection at work needs, and takes it
// again with the next octet in either direction. Its memory goes round among the connections
// of a thread.
#include "core/bufferpool.h"
#include "core/connection_p.h"

#include <new>

namespace Gantry::Core {

namespace {

bool masksOutput(const ConnectionOptions &options) noexcept
{
    return options.role == Role::Client ? options.maskClientFrames : options.maskServerFrames;
}

} // namespace

bool Connection::masksFrames() const noexcept
{
    return masksOutput(*d->m_options);
}

void Connection::Private::beginWork()
{
    void *memory = m_buffers ? m_buffers->takeBlock(sizeof(Work)) : ::operator new(sizeof(Work));
    m_work = new (memory) Work(*m_options, masksOutput(*m_options), m_random, m_buffers);
    if (!m_agreement || !m_agreement->deflate)
        return;
    m_work->sender.useDeflater(std::move(m_agreement->deflater), m_agreement->minimumBytes);
    m_work->intake.useInflater(std::move(m_agreement->inflater));
}

//! To where it came from, if that still is there.
void Connection::Private::endWork(BufferPool *buffers)
{
    Work *work = std::exchange(m_work, nullptr);
    if (buffers)
        work->sender.output().giveBack();
    work->~Work();
    if (buffers)
        buffers->giveBlock(work, sizeof(Work));
    else
        ::operator delete(work);
}

bool Connection::Private::isAtRest() const noexcept
{
    return m_state == ConnectionState::Open && !m_receiving && m_work->intake.isAtRest()
        && m_work->sender.output().size() == 0 && m_work->pending.isEmpty() && !m_work->pendingEnd
        && !m_work->opening && !m_work->outgoing && !m_work->heldControls && !m_work->heldPong;
}

void Connection::Private::restIfDone()
{
    if (!m_work || !isAtRest())
        return;
    countWork();
    if (m_agreement && m_agreement->deflate) {
        m_agreement->deflater = m_work->sender.takeDeflater();
        m_agreement->inflater = m_work->intake.takeInflater();
    }
    endWork(m_buffers);
}

//! Nothing came for a while: whoever is that silent need not keep what compresses and
//! inflates the next message. RFC 7692 section 7.1.1 lets each side forget what it has
//! sent; what the peer may refer to is kept.
void Connection::Private::releaseContexts()
{
    if (m_work || !m_agreement)
        return;
    if (m_agreement->deflater)
        m_agreement->deflater->release();
    if (m_agreement->inflater)
        m_agreement->inflater->release();
}

//! Moves what was counted to where it stays.
void Connection::Private::countWork()
{
    if (!m_work || (m_work->intake.counts() == TrafficCounts() && m_work->sender.counts() == TrafficCounts()))
        return;
    const TrafficCounts in = std::exchange(m_work->intake.counts(), {});
    const TrafficCounts out = std::exchange(m_work->sender.counts(), {});
    TrafficStats &total = stats();
    total.incomingOctetsWebSocketLevel += in.payloadOctets;
    total.incomingOctetsAppLevel += in.appOctets;
    total.incomingWebSocketFrames += in.dataFrames;
    total.incomingControlFrames += in.controlFrames;
    total.incomingWebSocketMessages += in.messages;
    total.outgoingOctetsWebSocketLevel += out.payloadOctets;
    total.outgoingOctetsAppLevel += out.appOctets;
    total.outgoingWebSocketFrames += out.dataFrames;
    total.outgoingControlFrames += out.controlFrames;
    total.outgoingWebSocketMessages += out.messages;
}

} // namespace Gantry::Core
