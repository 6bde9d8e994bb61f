// SPDX-License-Identifier: MIT
#include "websocket/requestreader.h"

#include "websocket/logging_p.h"

namespace Gantry {

RequestReader::RequestReader(std::unique_ptr<Transport> transport, const Core::Limits &limits,
                             std::optional<Core::TimePoint> deadline, QObject *parent)
    : QObject(parent)
    , m_transport(std::move(transport))
    , m_reader(Core::HttpHeadReader::Kind::Request, limits)
    , m_deadline(deadline)
{ }

RequestReader::~RequestReader()
{
    if (m_transport)
        m_transport->silence();
}

void RequestReader::start()
{
    if (m_deadline)
        DeadlineQueue::schedule(this, *m_deadline);
    m_transport->start(this);
}

void RequestReader::bytesReceived(QByteArrayView bytes)
{
    m_octets.append(bytes);
    m_reader.feed(bytes);
    if (m_reader.status() == Core::HttpHeadReader::Status::NeedMore)
        return;
    m_transport->silence();
    // The transport is in the middle of a report, and whoever gets it may delete it.
    QMetaObject::invokeMethod(
        this, [this] { finish(); }, Qt::QueuedConnection);
}

void RequestReader::finish()
{
    deleteLater(); // and what is called may have us deleted before it returns
    const auto report = std::move(finished);
    auto transport = std::move(m_transport);
    const bool isRead = m_reader.status() == Core::HttpHeadReader::Status::Complete;
    const Core::HttpRequestHead head = isRead ? m_reader.request() : Core::HttpRequestHead();
    transport->prepend(m_octets);
    report(std::move(transport), head);
}

void RequestReader::deadlineReached(Core::TimePoint now)
{
    if (now < m_deadline) {
        DeadlineQueue::schedule(this, *m_deadline);
    } else if (m_transport) {
        qCDebug(serverLog).noquote() << m_transport->details().peer << "took too long to ask for anything";
        deleteLater();
    }
}

} // namespace Gantry
