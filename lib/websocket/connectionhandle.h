// SPDX-License-Identifier: MIT
// A connection as other threads may know it.
#pragma once

#include "../core/export.h"
#include "closetypes.h"

#include <QtCore/QByteArray>
#include <QtCore/QFuture>

#include <functional>
#include <memory>

namespace Gantry {

class ConnectionMailbox;
class WebSocketAdapterProtocol;

/*!
    Made by WebSocketAdapterProtocol::handle() in the connection's thread; copies of it
    may be kept and used in any thread, for as long as one likes, also at the same time
    and after the connection is gone. It keeps nothing alive but itself.

    What is posted is worked off in the connection's thread by its event loop, each
    handle's and all handles' posts together in the order in which they were made. It is
    dropped when the connection ends first: once onClose() was emitted, or when the
    protocol is deleted.
*/
class GANTRY_WEBSOCKET_EXPORT ConnectionHandle
{
public:
    using Task = std::function<void(WebSocketAdapterProtocol *)>;

    //! Of no connection: never alive.
    ConnectionHandle() = default;

    //! Whether posting has a chance: false once the connection is over, and never true
    //! again. It may end right after this was asked.
    bool isAlive() const noexcept;
    //! WebSocketAdapterProtocol::connectionNumber(), also after the end; 0: of none.
    quint64 connectionNumber() const noexcept;

    //! Has \a task called with the protocol in the protocol's thread, where it may do
    //! anything. A copy of it is destroyed there. false: the connection is gone and it is
    //! not called; true: it is, unless the connection ends first.
    bool post(Task task) const;

    //! Sends a message from the connection's thread. The future is always finished: with
    //! what WebSocketAdapterProtocol::sendMessage() returned, or NotOpen when the
    //! connection ended first.
    QFuture<SendResult> postMessage(const QByteArray &payload, bool isBinary = false,
                                    SendOptions options = {}) const;

    //! Whether they are of the same connection.
    bool operator==(const ConnectionHandle &) const = default;

private:
    explicit ConnectionHandle(std::shared_ptr<ConnectionMailbox> mailbox);

    friend class WebSocketAdapterProtocol;
    std::shared_ptr<ConnectionMailbox> m_mailbox;
};

} // namespace Gantry
