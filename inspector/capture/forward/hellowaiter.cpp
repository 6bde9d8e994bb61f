// SPDX-License-Identifier: GPL-3.0-only
#include "capture/forward/hellowaiter.h"

#include "websocket/deletesoon.h"

#include <QtCore/QSocketNotifier>

#include <vector>

namespace Gantry::Inspector {

HelloWaiter::HelloWaiter(Descriptor descriptor, QObject *parent)
    : QObject(parent)
    , m_descriptor(std::move(descriptor))
    , m_notifier(std::make_unique<QSocketNotifier>(m_descriptor.number(), QSocketNotifier::Read))
{
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &HelloWaiter::look);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this,
            [this] { decide({.status = ClientHello::Status::Unreadable, .wanted = 0}); });
}

HelloWaiter::~HelloWaiter()
{
    dropNotifier();
}

Descriptor HelloWaiter::take()
{
    m_timer.stop();
    dropNotifier();
    m_descriptor.setReadMark(1);
    return std::move(m_descriptor);
}

void HelloWaiter::look()
{
    std::vector<char> buffer(MaxHelloBytes);
    const Descriptor::Transfer transfer = m_descriptor.peek(buffer);
    if (transfer.outcome == Descriptor::Outcome::WouldBlock)
        return;
    if (transfer.outcome != Descriptor::Outcome::Done) {
        dropNotifier();
        Q_EMIT ended();
        return;
    }
    ClientHello hello = readClientHello(QByteArrayView(buffer.data(), transfer.octets));
    if (hello.status != ClientHello::Status::NeedMore)
        return decide(std::move(hello));
    // Woken with no more than there was: the client sends no more.
    if (transfer.octets <= m_seen)
        return decide({.status = ClientHello::Status::Unreadable, .wanted = 0});
    m_seen = transfer.octets;
    // Octets that stay would wake us all the time; the system waits for enough of them.
    m_descriptor.setReadMark(int(hello.wanted));
    if (!m_timer.isActive())
        m_timer.start(Timeout);
}

void HelloWaiter::decide(ClientHello hello)
{
    m_timer.stop();
    dropNotifier();
    Q_EMIT decided(hello);
}

void HelloWaiter::dropNotifier()
{
    if (!m_notifier)
        return;
    m_notifier->setEnabled(false);
    deleteSoon(m_notifier.release()); // it may be the sender
}

} // namespace Gantry::Inspector
