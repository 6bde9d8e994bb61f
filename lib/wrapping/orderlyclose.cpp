// SPDX-License-Identifier: MIT
#include "wrapping/orderlyclose.h"

#include "websocket/deadlinequeue.h"
#include "websocket/websocketclientprotocol.h"
#include "websocket/websocketserverprotocol.h"

#include <QtCore/QEvent>

namespace Gantry {

namespace {

std::chrono::milliseconds closeTimeoutOf(const WebSocketAdapterProtocol *protocol)
{
    if (const auto *server = qobject_cast<const WebSocketServerProtocol *>(protocol))
        return server->protocolOptions().closeHandshakeTimeout;
    if (const auto *client = qobject_cast<const WebSocketClientProtocol *>(protocol))
        return client->protocolOptions().closeHandshakeTimeout;
    return ClientOptions().closeHandshakeTimeout;
}

//! Waits, as the connection's child, until everything is written, or nothing is any more.
class OrderlyClose final : public QObject, private DeadlineClient
{
public:
    explicit OrderlyClose(WebSocketAdapterProtocol *protocol)
        : QObject(protocol)
        , m_protocol(protocol)
        , m_patience(closeTimeoutOf(protocol))
    {
        connect(protocol, &WebSocketAdapterProtocol::bytesWritten, this, &OrderlyClose::written);
        wait();
    }
    ~OrderlyClose() override = default;

    bool event(QEvent *event) override
    {
        if (event->type() == QEvent::ThreadChange) {
            // Deadlines are a thread's own; the call goes along to the next one.
            DeadlineQueue::cancel(this);
            QMetaObject::invokeMethod(this, &OrderlyClose::wait, Qt::QueuedConnection);
        }
        return QObject::event(event);
    }

private:
    void wait()
    {
        if (m_patience.count() <= 0)
            return;
        m_deadline = Core::later(std::chrono::steady_clock::now(), m_patience);
        DeadlineQueue::schedule(this, m_deadline);
    }
    void written()
    {
        if (m_protocol->bytesToWrite() > 0) {
            wait();
            return;
        }
        stop();
        m_protocol->sendClose();
    }
    void deadlineReached(Core::TimePoint now) override
    {
        if (now < m_deadline) {
            DeadlineQueue::schedule(this, m_deadline);
            return;
        }
        stop();
        // Else it is closing, under a deadline of its own.
        if (m_protocol->isOpen())
            m_protocol->abort();
    }
    void stop()
    {
        DeadlineQueue::cancel(this);
        m_protocol->QObject::disconnect(this);
        deleteLater();
    }

    WebSocketAdapterProtocol *m_protocol; //!< the parent
    std::chrono::milliseconds m_patience; //!< 0: for ever
    Core::TimePoint m_deadline;
};

} // namespace

void closeOnceWritten(WebSocketAdapterProtocol *protocol)
{
    // The peer's answer to the close frame comes behind all that it has sent.
    protocol->setReadingPaused(false);
    if (!protocol->isOpen() || protocol->bytesToWrite() == 0)
        protocol->sendClose();
    else
        new OrderlyClose(protocol);
}

} // namespace Gantry
