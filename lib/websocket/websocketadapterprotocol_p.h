// SPDX-License-Identifier: MIT
// What a protocol object holds besides its signals.
#pragma once

#include "websocket/connectionmailbox.h"
#include "websocket/connectionpromises.h"
#include "websocket/packeddetails.h"
#include "websocket/producerslot.h"
#include "websocket/websocketadapterfactory.h"
#include "websocket/websocketadapterprotocol.h"
#include "websocket/websocketlink.h"

#include <QtCore/QLoggingCategory>
#include <QtCore/QPointer>

#include <atomic>
#include <functional>
#include <optional>

namespace Gantry {

class ProtocolGuard;
struct ConnectFailure;

class WebSocketAdapterProtocolPrivate
{
public:
    explicit WebSocketAdapterProtocolPrivate(WebSocketAdapterProtocol *protocol)
        : q(protocol)
    { }
    virtual ~WebSocketAdapterProtocolPrivate() = default;
    Q_DISABLE_COPY_MOVE(WebSocketAdapterProtocolPrivate)
    static WebSocketAdapterProtocolPrivate &of(WebSocketAdapterProtocol *protocol) { return *protocol->d; }

    //! Names the connection; before protocolCreated is emitted. \a parent is the factory,
    //! or stands for it in the current thread.
    void join(WebSocketAdapterFactory *factory, QObject *parent, const TransportDetails &details);
    //! The transport is up.
    void attach(std::unique_ptr<Transport> transport, Core::TimePoint upSince);
    //! It never came up.
    void failConnect(const ConnectFailure &failure);

    //! The opening handshake is to be accepted: counts in connectionCount(). false: there
    //! are \a mostConnections (0: any number) already.
    bool admit(int mostConnections = 0);
    //! What has not been announced yet included: a slot that closes sees it at once.
    WebSocketAdapterProtocol::State state() const;
    void setState(Core::ConnectionState state);
    //! How far it has come, for an end that the engine knows nothing of.
    ClosePhase phase() const;
    bool registerProducer(Producer *producer, bool streaming);
    //! Tells the end, once, and has the protocol deleted.
    void finish(const CloseInfo &info);
    //! Whoever counts or waits for this connection is told that it is over.
    void leave();
    //! The protocol object is being destroyed.
    void sever();

    //! Notes the time of \a key; while nobody asked for that it is a branch.
    void track(const QString &key)
    {
        if (m_extras && m_extras->timings) [[unlikely]]
            trackAt(key, std::chrono::steady_clock::now());
    }
    void trackAt(const QString &key, Core::TimePoint time);
    void emitText(const QByteArray &payload);
    //! Open: the hook, and what waits for it.
    void announceOpen();
    //! What most connections never have, or not before their end.
    struct Extras
    {
        CloseInfo closeInfo = {};
        std::optional<ConnectionLostReason> lostReason{};
        ProducerSlot producer = {};
        std::unique_ptr<Timings> timings = {}; //!< nullptr: not asked for
        ConnectionPromises promises = {};
        std::shared_ptr<ConnectionMailbox> mailbox = {}; //!< nullptr: nobody asked for a handle
        // The connector's, while it has an interest in this connection.
        std::function<void()> cancelConnecting = {}; //!< set until the transport is up
        std::function<void()> onOpened = {}; //!< after handleOpen()
        std::function<void()> onLeft = {};
    };
    Extras &extras()
    {
        if (!m_extras)
            m_extras = std::make_unique<Extras>();
        return *m_extras;
    }
    CloseInfo closeInfo() const { return m_extras ? m_extras->closeInfo : CloseInfo(); }
    bool isPulled() const noexcept { return m_extras && m_extras->producer.isPulled(); }
    void stopProducer()
    {
        if (m_extras)
            m_extras->producer.stop();
    }
    //! Whoever waited for this connection to open or to end is told that it is over.
    void releaseWaiters(const CloseInfo &info);
    //! The object is about to be moved to another thread.
    void leaveThread();

    //! The address as the client asked for it.
    QByteArray requestedUrl(const QByteArray &hostAndTarget) const;
    //! The other end: what trusted proxies say, else the transport.
    QString peer() const { return m_details.peer(); }
    //! Those of the transport, which does not know its role.
    void setDetails(TransportDetails details);
    void setForwardedPeer(const QString &peer);
    //! "#3 tcp4:127.0.0.1:4711"; starts each line of the log.
    QString logName() const;
    void warn(const QString &text) const;
    const QLoggingCategory &category() const;

    WebSocketAdapterProtocol *q;
    QPointer<WebSocketAdapterFactory> m_factory; //!< the parent, or of the parent
    quint64 m_number = 0;
    PackedDetails m_details; //!< does not change any more once it is open
    std::unique_ptr<WebSocketLink> m_link; //!< from attach() on
    std::unique_ptr<Extras> m_extras; //!< nullptr: there are none
    ProtocolGuard *m_guard = nullptr; //!< the innermost on the stack
    Core::TimePoint m_madeAt; //!< when the transport came up
    WebSocketAdapterProtocol::State m_state = WebSocketAdapterProtocol::State::Connecting; //!< as announced
    bool m_isReadingPaused : 1 = false; //!< as the application wants it
    bool m_isUnwanted : 1 = false; //!< aborted before it had a transport
    bool m_isAdmitted = false;
    bool m_isFinished = false;
    bool m_hasLeftThread : 1 = false; //!< and its transport behind
    //! Somebody connected to these once; may be set in another thread.
    std::atomic<bool> m_isTextHeard = false;
    std::atomic<bool> m_isWrittenHeard = false;
    bool m_wasOpened : 1 = false;
    bool m_isEndedByApplication : 1 = false; //!< closed, aborted or deleted: nobody tries again
};

} // namespace Gantry
