// SPDX-License-Identifier: MIT
#include "attach/attachconnection.h"

#include "attach/tapservice.h"

#include <array>
#include <cerrno>

#include <sys/socket.h>
#include <unistd.h>

namespace Gantry::Attach {

AttachConnection::AttachConnection(int descriptor, TapService &service, quint64 client, QObject *parent)
    : QObject(parent)
    , m_descriptor(descriptor)
    , m_service(service)
    , m_client(client)
    , m_notifier(descriptor, QSocketNotifier::Read)
{
    connect(&m_notifier, &QSocketNotifier::activated, this, &AttachConnection::readRequests);
}

AttachConnection::~AttachConnection()
{
    m_notifier.setEnabled(false);
    m_service.detach(m_client);
    ::close(m_descriptor);
}

void AttachConnection::greet(const ProcessInfo &process)
{
    // A few hundred octets into an empty socket: they fit, or nobody is there.
    const QByteArray greeting = encodeGreeting(process);
    (void)::send(m_descriptor, greeting.constData(), size_t(greeting.size()), MSG_DONTWAIT | MSG_NOSIGNAL);
}

void AttachConnection::readRequests()
{
    std::array<char, 4096> buffer;
    const ssize_t size = ::recv(m_descriptor, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size <= 0) {
        m_notifier.setEnabled(false);
        deleteLater();
        return;
    }
    m_requests.feed(QByteArrayView(buffer.data(), qsizetype(size)));
    while (const auto kinds = m_requests.next())
        apply(*kinds);
}

void AttachConnection::apply(Tap::RecordKinds kinds)
{
    if (m_service.isAttached(m_client))
        m_service.setKinds(m_client, kinds);
    else
        m_service.attach(m_client, m_descriptor, kinds);
}

} // namespace Gantry::Attach
