// SPDX-License-Identifier: GPL-3.0-only
#include "capture/descriptorlink.h"

#include "websocket/deletesoon.h"

#include <QtCore/QSocketNotifier>

#include <vector>

namespace Gantry::Inspector {

namespace {

//! What one turn of the loop takes from one connection: large enough to make system
//! calls rare, small enough that a thousand connections get their turn.
constexpr size_t ReadBufferBytes = 128 * 1024;

//! One for all links of a thread: nothing stays in it between two calls.
std::span<char> readBuffer()
{
    thread_local std::vector<char> buffer(ReadBufferBytes);
    return buffer;
}

} // namespace

DescriptorLink::DescriptorLink(Descriptor descriptor, QObject *parent)
    : Link(parent)
    , m_descriptor(std::move(descriptor))
    , m_readNotifier(std::make_unique<QSocketNotifier>(m_descriptor.number(), QSocketNotifier::Read))
{
    m_descriptor.disableNagle();
    m_readNotifier->setEnabled(false);
    connect(m_readNotifier.get(), &QSocketNotifier::activated, this, &DescriptorLink::readSome);
}

DescriptorLink::~DescriptorLink()
{
    abort();
}

void DescriptorLink::write(QByteArrayView octets)
{
    if (m_isFinishing || m_writingEnded)
        return;
    if (m_queue.isEmpty())
        octets = octets.sliced(send(octets));
    if (octets.isEmpty())
        return;
    m_queue.append(octets);
    updateNotifiers();
}

qsizetype DescriptorLink::send(QByteArrayView octets)
{
    qsizetype sent = 0;
    while (sent < octets.size()) {
        const Descriptor::Transfer transfer = m_descriptor.send(octets.sliced(sent));
        if (transfer.outcome == Descriptor::Outcome::WouldBlock)
            return sent;
        if (transfer.outcome == Descriptor::Outcome::Failed) {
            // What the peer sent before it went can still be read: the end shows there.
            m_error = transfer.error;
            m_writingEnded = true;
            closeIfOver();
            return octets.size();
        }
        sent += transfer.octets;
    }
    return sent;
}

void DescriptorLink::writeSome()
{
    m_queueOffset += send(QByteArrayView(m_queue).sliced(m_queueOffset));
    if (m_queueOffset == m_queue.size()) {
        m_queue = {};
        m_queueOffset = 0;
        updateNotifiers();
        if (m_isFinishing)
            endWriting();
    } else if (m_queueOffset > m_queue.size() / 2) {
        // A queue that never runs empty must not keep what it has sent.
        m_queue.remove(0, m_queueOffset);
        m_queueOffset = 0;
    }
    Q_EMIT written();
}

void DescriptorLink::setReading(bool on)
{
    m_isReading = on;
    updateNotifiers();
}

void DescriptorLink::readSome()
{
    const std::span<char> buffer = readBuffer();
    const Descriptor::Transfer transfer = m_descriptor.receive(buffer);
    switch (transfer.outcome) {
    case Descriptor::Outcome::Done:
        Q_EMIT received(QByteArrayView(buffer.data(), transfer.octets));
        break;
    case Descriptor::Outcome::Ended:
        endReading({});
        break;
    case Descriptor::Outcome::Failed:
        m_queue = {};
        m_queueOffset = 0;
        m_writingEnded = true;
        endReading(transfer.error);
        break;
    case Descriptor::Outcome::WouldBlock:
        break;
    }
}

void DescriptorLink::endReading(const QString &error)
{
    m_readingEnded = true;
    if (m_error.isEmpty())
        m_error = error;
    updateNotifiers();
    Q_EMIT readingFinished();
    closeIfOver();
}

void DescriptorLink::finishWriting()
{
    if (m_isFinishing)
        return;
    m_isFinishing = true;
    if (pendingOctets() == 0)
        endWriting();
}

void DescriptorLink::endWriting()
{
    if (!m_writingEnded)
        m_descriptor.endSending();
    m_writingEnded = true;
    closeIfOver();
}

void DescriptorLink::closeIfOver()
{
    if (!m_readingEnded || !m_writingEnded || !m_descriptor.isValid())
        return;
    abort();
    // Later: finishWriting() is called from handlers that are not done with this yet.
    QMetaObject::invokeMethod(
        this, [this] { Q_EMIT closed(m_error); }, Qt::QueuedConnection);
}

void DescriptorLink::abort()
{
    dropNotifiers();
    m_descriptor.close();
}

Descriptor DescriptorLink::release()
{
    dropNotifiers();
    return std::move(m_descriptor);
}

// Before the descriptor: they must not watch a number that may be given anew.
void DescriptorLink::dropNotifiers()
{
    for (auto *notifier : {&m_readNotifier, &m_writeNotifier}) {
        if (*notifier) {
            (*notifier)->setEnabled(false);
            deleteSoon(notifier->release()); // it may be the sender
        }
    }
}

void DescriptorLink::updateNotifiers()
{
    if (!m_descriptor.isValid())
        return;
    const bool wantsWriting = pendingOctets() > 0;
    if (wantsWriting && !m_writeNotifier) {
        m_writeNotifier = std::make_unique<QSocketNotifier>(m_descriptor.number(), QSocketNotifier::Write);
        connect(m_writeNotifier.get(), &QSocketNotifier::activated, this, &DescriptorLink::writeSome);
    }
    m_readNotifier->setEnabled(m_isReading && !m_readingEnded);
    if (m_writeNotifier)
        m_writeNotifier->setEnabled(wantsWriting);
}

} // namespace Gantry::Inspector
