// SPDX-License-Identifier: MIT
// What other threads want of a connection, in order, until its own thread takes it. It is
// shared by the connection and its handles, of which any may go last, in any thread.
#pragma once

#include "websocket/closetypes.h"

#include <QtCore/QFuture>
#include <QtCore/QObject>
#include <QtCore/QPromise>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace Gantry {

class MailboxReceiver;
class WebSocketAdapterProtocol;

class ConnectionMailbox
{
public:
    //! Something to call, or a message to send if there is a promise of a result.
    struct Letter
    {
        std::function<void(WebSocketAdapterProtocol *)> task = {};
        QByteArray payload = {};
        bool isBinary = false;
        SendOptions options = {};
        std::unique_ptr<QPromise<SendResult>> result = {};
    };

    //! For \a protocol, in its thread; until close() it lives as long as that.
    static std::shared_ptr<ConnectionMailbox> make(WebSocketAdapterProtocol *protocol, quint64 number);

    // In any thread:
    //! false, and \a letter as it was: closed.
    bool put(Letter &letter);
    bool isOpen() const noexcept { return m_isOpen.load(std::memory_order_acquire); }
    quint64 number() const noexcept { return m_number; }

    // In the protocol's thread:
    void deliver();
    //! Nothing is delivered any more; what waits is dropped.
    void close();

private:
    ConnectionMailbox(WebSocketAdapterProtocol *protocol, quint64 number)
        : m_protocol(protocol)
        , m_number(number)
    { }
    bool take(Letter &letter);

    // A lock of the C++ library: Qt's are not seen by ThreadSanitizer.
    std::mutex m_mutex;
    std::deque<Letter> m_letters; //!< guarded
    MailboxReceiver *m_receiver = nullptr; //!< guarded; nullptr: closed
    bool m_isWoken = false; //!< guarded; the receiver's thread has been told
    WebSocketAdapterProtocol *m_protocol; //!< used in its thread alone; nullptr: closed
    std::atomic<bool> m_isOpen{true};
    const quint64 m_number;
};

//! Brings the protocol's event loop to the mailbox. A child of the protocol, so that both
//! are always in the same thread.
class MailboxReceiver : public QObject
{
    Q_OBJECT

public:
    MailboxReceiver(QObject *protocol, std::shared_ptr<ConnectionMailbox> mailbox)
        : QObject(protocol)
        , m_mailbox(std::move(mailbox))
    { }

    //! In any thread.
    void wake();

    Q_INVOKABLE void deliver();

private:
    std::shared_ptr<ConnectionMailbox> m_mailbox;
};

} // namespace Gantry
