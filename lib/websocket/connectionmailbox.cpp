// SPDX-License-Identifier: MIT
#include "websocket/connectionmailbox.h"

#include "websocket/websocketadapterprotocol.h"

#include <QtCore/QMetaMethod>

namespace Gantry {

namespace {

// However many threads post without end, the event loop comes to its other work.
constexpr int LettersPerTurn = 256;

} // namespace

std::shared_ptr<ConnectionMailbox> ConnectionMailbox::make(WebSocketAdapterProtocol *protocol, quint64 number)
{
    std::shared_ptr<ConnectionMailbox> mailbox(new ConnectionMailbox(protocol, number));
    mailbox->m_receiver = new MailboxReceiver(protocol, mailbox);
    return mailbox;
}

bool ConnectionMailbox::put(Letter &letter)
{
    const std::lock_guard lock(m_mutex);
    if (!m_receiver)
        return false;
    m_letters.push_back(std::move(letter));
    // Under the lock, which close() needs to let go of the receiver.
    if (!std::exchange(m_isWoken, true))
        m_receiver->wake();
    return true;
}

void ConnectionMailbox::deliver()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isWoken = false; // a task may spin an event loop, which then is to come here too
    }
    int left = LettersPerTurn;
    for (Letter letter; left > 0 && take(letter); --left) {
        if (letter.result) {
            letter.result->addResult(
                m_protocol->sendMessage(letter.payload, letter.isBinary, letter.options));
            letter.result->finish();
        } else {
            letter.task(m_protocol);
        }
        letter = {}; // what a task captured goes before the next one runs
    }
    const std::lock_guard lock(m_mutex);
    if (m_receiver && !m_letters.empty() && !std::exchange(m_isWoken, true))
        m_receiver->wake();
}

//! The next one; false: there is none, or the connection is over.
bool ConnectionMailbox::take(Letter &letter)
{
    const std::lock_guard lock(m_mutex);
    if (m_letters.empty())
        return false;
    letter = std::move(m_letters.front());
    m_letters.pop_front();
    return true;
}

void ConnectionMailbox::close()
{
    std::deque<Letter> dropped;
    {
        const std::lock_guard lock(m_mutex);
        m_receiver = nullptr;
        dropped.swap(m_letters);
    }
    m_isOpen.store(false, std::memory_order_release);
    m_protocol = nullptr;
    for (const Letter &letter : dropped) {
        if (letter.result) {
            letter.result->addResult(SendResult::NotOpen);
            letter.result->finish();
        }
    }
}

void MailboxReceiver::wake()
{
    // Without arguments: everything about the event is then made and taken apart by Qt.
    static const QMetaMethod method = staticMetaObject.method(staticMetaObject.indexOfMethod("deliver()"));
    method.invoke(this, Qt::QueuedConnection);
}

void MailboxReceiver::deliver()
{
    const std::shared_ptr<ConnectionMailbox> mailbox = m_mailbox; // a task may delete this
    mailbox->deliver();
}

} // namespace Gantry
