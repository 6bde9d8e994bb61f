// SPDX-License-Identifier: MIT
#include "websocket/connectionhandle.h"

#include "websocket/connectionmailbox.h"

namespace Gantry {

ConnectionHandle::ConnectionHandle(std::shared_ptr<ConnectionMailbox> mailbox)
    : m_mailbox(std::move(mailbox))
{ }

bool ConnectionHandle::isAlive() const noexcept
{
    return m_mailbox && m_mailbox->isOpen();
}

quint64 ConnectionHandle::connectionNumber() const noexcept
{
    return m_mailbox ? m_mailbox->number() : 0;
}

bool ConnectionHandle::post(Task task) const
{
    if (!m_mailbox || !task)
        return false;
    ConnectionMailbox::Letter letter{.task = std::move(task)};
    return m_mailbox->put(letter);
}

QFuture<SendResult> ConnectionHandle::postMessage(const QByteArray &payload, bool isBinary,
                                                  SendOptions options) const
{
    if (!isAlive())
        return QtFuture::makeReadyFuture(SendResult::NotOpen);
    ConnectionMailbox::Letter letter{.payload = payload,
                                     .isBinary = isBinary,
                                     .options = options,
                                     .result = std::make_unique<QPromise<SendResult>>()};
    letter.result->start();
    const QFuture<SendResult> future = letter.result->future();
    if (m_mailbox->put(letter))
        return future;
    letter.result->addResult(SendResult::NotOpen);
    letter.result->finish();
    return future;
}

} // namespace Gantry
