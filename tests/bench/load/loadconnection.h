// SPDX-License-Identifier: MIT
// One connection of the load: from connect(2) through both handshakes to the end.
// Sends prepared frames, counts replies, answers pings and judges what cannot be
// right. What is sent when is the traffic's business.
#pragma once

#include "duetimes.h"
#include "frameblock.h"
#include "framescanner.h"
#include "latencies.h"
#include "tlssession.h"

namespace Gantry::Bench {

class LoadConnection;

//! The clock of all that is timed here, in ns.
qint64 monotonicNow();

class ConnectionOwner
{
public:
    virtual ~ConnectionOwner() = default;
    virtual void opened(LoadConnection &connection) = 0;
    virtual void replied(LoadConnection &connection, int messages) = 0;
    //! After close(), in good order.
    virtual void ended(LoadConnection &connection) = 0;
    virtual void failed(LoadConnection &connection, const QString &reason) = 0;
    virtual const FrameBlock &blockFor(const std::optional<DeflateTerms> &deflate) = 0;
};

//! What all connections of a run share.
struct LoadContext
{
    const LoadSettings &settings;
    ConnectionOwner &owner;
    std::span<char> buffer; //!< for reading
    Latencies &latencies;
    quint64 &payloadBytes; //!< of all replies, as they were on the wire
    int epoll = -1;
};

class LoadConnection
{
public:
    enum class State : quint8 {
        Closed,
        Connecting,
        Securing,
        Opening,
        Open,
        Closing, //!< a close frame was sent
        Ending, //!< and one came: the server ends the connection
    };

    LoadConnection(const LoadContext &context, int number);
    ~LoadConnection();
    Q_DISABLE_COPY_MOVE(LoadConnection)

    //! Takes \a descriptor, which is connecting (client) or was accepted (server). May be
    //! called again when the connection is closed.
    void start(int descriptor);
    void handleEvents(quint32 events);

    //! \a dueAt: since when the messages' time runs.
    void send(int messages, qint64 dueAt);
    //! With the closing handshake.
    void close();
    void drop();

    int number() const { return m_number; }
    State state() const { return m_state; }
    qsizetype awaited() const { return qsizetype(m_due.size()); }
    const std::optional<DeflateAgreement> &deflate() const { return m_deflate; }
    QString cipher() const { return m_tls ? m_tls->cipher() : QString(); }

private:
    bool isClient() const { return m_context.settings.role == LoadRole::Client; }
    void connected();
    void secure();
    void beginOpening();
    void receive();
    void take(std::span<const char> bytes);
    void takeHead(std::span<const char> &bytes);
    void takeFrames(std::span<const char> bytes);
    bool takeMessage();
    bool takeControl();
    QString complaintAboutMessage();
    QString complaintAboutFirst() const;
    void sendControl(quint8 opcode, const QByteArray &payload);
    void flush();
    bool isSmallNext() const;
    std::span<const char> nextOutput() const;
    void wrote(size_t bytes);
    void watch(quint32 events);
    void lost(const QString &reason);
    void fail(const QString &reason);

    const LoadContext &m_context;
    const int m_number;
    int m_descriptor = -1;
    quint32 m_events = 0; //!< watched for
    State m_state = State::Closed;
    bool m_isFirst = true; //!< the first reply is still to come
    bool m_isFrameStuck = false; //!< TLS wants the octets again that it could not send
    std::unique_ptr<TlsSession> m_tls;
    FrameScanner m_scanner;
    OutputCursor m_cursor;
    const FrameBlock *m_block = nullptr;
    DueTimes m_due; //!< of messages without a reply
    QByteArray m_small; //!< octets that go before the next frame
    QByteArray m_head; //!< of the opening handshake, as far as it came
    QByteArray m_key;
    std::optional<DeflateAgreement> m_deflate;
};

} // namespace Gantry::Bench
