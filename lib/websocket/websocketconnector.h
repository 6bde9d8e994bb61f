// SPDX-License-Identifier: MIT
// One destination of a client factory, and the attempts to reach it.
#pragma once

#include "../core/export.h"
#include "../core/reconnectpolicy.h"
#include "closetypes.h"

#include <QtCore/QDateTime>
#include <QtCore/QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

class QHostAddress;
class QSslConfiguration;

namespace Gantry {

using Core::isWorthRetrying;
using Core::ReconnectPolicy;

class WebSocketClientFactory;
class WebSocketClientProtocol;
class WebSocketConnectorPrivate;

/*!
    Made by connectWS(), a child of its factory. Each connection has a protocol of its
    own, so that nothing of one reaches the next.

    With a reconnect policy the connector tries again after a connection that ended or
    an attempt that failed, unless the application ended it: disconnect(),
    stopConnecting(), and closing, aborting or deleting the protocol always win. After
    them no attempt begins until connectNow().
*/
class GANTRY_WEBSOCKET_EXPORT WebSocketConnector : public QObject
{
    Q_OBJECT
    Q_PROPERTY(State state READ state NOTIFY stateChanged)
    Q_PROPERTY(QString destination READ destination CONSTANT)
    Q_PROPERTY(QDateTime nextAttemptAt READ nextAttemptAt NOTIFY stateChanged)
    Q_PROPERTY(int retryCount READ retryCount NOTIFY stateChanged)

public:
    enum class State : quint8 {
        Disconnected,
        Connecting, //!< until TCP or TLS is up
        Connected, //!< the protocol has a transport; its state tells the rest
        Waiting, //!< until the next attempt, see nextAttemptAt()
    };
    Q_ENUM(State)

    //! Whether to try again after what \a info tells; true: as the policy has it.
    using RetryDecision = std::function<bool(const CloseInfo &info)>;

    ~WebSocketConnector() override;

    State state() const;
    //! Where it goes: "tcp:example.org:443" or "unix:/path".
    QString destination() const;
    //! Why the last attempt failed; English, empty: it did not.
    QString errorString() const;
    WebSocketClientFactory *factory() const;
    //! The protocol of the attempt or connection under way, or nullptr.
    WebSocketClientProtocol *protocol() const;

    //! Whether and when it tries again. Default: the factory's when this was made.
    ReconnectPolicy reconnectPolicy() const;
    //! For ends that come later; a wait that has begun goes on.
    void setReconnectPolicy(const ReconnectPolicy &policy);
    //! Asked at each end that the application did not cause, while the policy is
    //! enabled. Default: the factory's; without one isWorthRetrying(), which a decision
    //! can call for what it has no opinion on.
    void setRetryDecision(RetryDecision decision);

    //! How long until the next attempt; 0 unless Waiting.
    std::chrono::milliseconds timeToNextAttempt() const;
    //! The same as a time of day; invalid unless Waiting.
    QDateTime nextAttemptAt() const;
    //! Retries since a connection that lasted (ReconnectPolicy::resetAfter), or since
    //! connectNow(): 0 during the first attempt.
    int retryCount() const;

    //! Begins an attempt, with a new protocol, and forgets the retries so far; no effect
    //! unless Disconnected or Waiting.
    void connectNow();
    //! Ends the wait and tries; no effect unless Waiting. For when a program learns that
    //! the network is back.
    void retryNow();

    using QObject::disconnect;
    //! Gives up an attempt or a wait, or begins the closing handshake (1000) of a
    //! connection; one in the middle of a frame that is streamed to the peer is aborted.
    //! No attempt follows.
    void disconnect();
    //! Gives up an attempt or a wait; no effect on a connection. The onClose() of an
    //! attempt's protocol follows.
    void stopConnecting();

    //! Sends over whatever connection there is. While there is none yet, or again, and
    //! the policy has queueBytes, the message waits for it (Queued): those that wait are
    //! sent in their order after onOpen() and opened(), no faster than the peer takes them
    //! (outputHighWatermark), and before what is sent here meanwhile. Dropped: it does not
    //! fit any more. NotOpen: there is nothing to wait for, or no queue. Messages that were
    //! handed to a connection are not sent again when that is lost.
    SendResult send(const QByteArray &payload, bool isBinary = false, SendOptions options = {});
    SendResult sendText(const QString &text, SendOptions options = {});
    //! What waits: payload octets and 64 a message.
    qint64 queuedBytes() const;

Q_SIGNALS:
    void stateChanged(Gantry::WebSocketConnector::State state);
    //! An attempt failed before the opening handshake. onClose() of its protocol
    //! says so as well.
    void errorOccurred(const QString &text);
    //! \a protocol is open, after its onOpen(). \a isReconnection: this connector has
    //! been open before.
    void opened(Gantry::WebSocketClientProtocol *protocol, bool isReconnection);
    //! Waiting has begun; \a retry is retryCount(). Before onClose() of the protocol.
    void reconnectScheduled(std::chrono::milliseconds delay, int retry);
    //! Messages that waited will not be sent: the connector gave up, or the connection
    //! did not take them. \a octets of payload.
    void messagesDropped(int count, qint64 octets);

protected:
    //! Moved to another thread it gives an attempt up: its socket cannot follow. One that
    //! has not begun yet begins there.
    bool event(QEvent *event) override;

private:
    explicit WebSocketConnector(WebSocketClientFactory *factory);

    friend GANTRY_WEBSOCKET_EXPORT WebSocketConnector *connectWS(WebSocketClientFactory *,
                                                                 const std::optional<QSslConfiguration> &,
                                                                 std::chrono::milliseconds,
                                                                 const QHostAddress &);
    friend class WebSocketConnectorPrivate;
    std::unique_ptr<WebSocketConnectorPrivate> d;
};

} // namespace Gantry
