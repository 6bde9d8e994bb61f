// SPDX-License-Identifier: MIT
// What goes through the transport: octets in both directions, deadlines, the end, and
// the life of the link itself.
#include "websocket/websocketlink.h"

#include "websocket/deletesoon.h"
#include "websocket/transport/prefetch.h"
#include "websocket/websocketadapterprotocol.h"
#include "websocket/websocketadapterprotocol_p.h"
#include "websocket/websocketlinkscope.h"

namespace Gantry {

namespace {

// Waiting to be written beyond which pings are answered no more one by one, so that a
// peer that pings and does not read costs no memory, whatever the watermark.
constexpr qint64 CongestionBytes = 1024 * 1024;

ConnectionLostReason::Kind lostKind(Core::TransportEnd end, bool isTimedOut) noexcept
{
    using Kind = ConnectionLostReason::Kind;
    switch (end) {
    case Core::TransportEnd::Clean:
        return Kind::Clean;
    case Core::TransportEnd::Lost:
    case Core::TransportEnd::ConnectFailed:
        return Kind::Lost;
    case Core::TransportEnd::Aborted:
        return isTimedOut ? Kind::Timeout : Kind::Aborted;
    case Core::TransportEnd::TlsError:
        return Kind::Tls;
    case Core::TransportEnd::Timeout:
        return Kind::Timeout;
    }
    Q_UNREACHABLE();
}

} // namespace

WebSocketLink::WebSocketLink(WebSocketAdapterProtocol *protocol, quint64 number,
                             std::unique_ptr<Transport> transport)
    : TapConnection(number)
    , m_protocol(protocol)
    , m_transport(std::move(transport))
{ }

WebSocketLink::~WebSocketLink() = default;

void WebSocketLink::release(std::unique_ptr<WebSocketLink> link)
{
    if (!link)
        return;
    // First: until then other threads may ask how it was opened.
    link->tapClosed({.reason = "the application deleted the connection", .by = Core::ClosedBy::Local});
    link->m_protocol = nullptr;
    if (link->m_engine)
        link->m_engine->detachSink();
    link->m_transport->silence();
    link->m_transport->abort();
    LoopTasks::cancel(link.get());
    DeadlineQueue::cancel(link.get());
    if (link->m_depth > 0)
        link.release()->m_isAborted = true; // leave() deletes it
}

void WebSocketLink::leave(bool settlesNow, bool settlesLater)
{
    const bool isOutermost = --m_depth == 0;
    if (!m_protocol) {
        if (isOutermost) {
            // One of the transport's functions called us and is still on the stack.
            deleteSoon(std::move(m_transport));
            delete this;
        }
        return;
    }
    // Inside another call of ours there may be a nested event loop, in which the outer
    // one's end is far away; it is early enough to settle before that loop sleeps.
    if (isOutermost && settlesNow) {
        LoopTasks::cancel(this); // this is what it would do, and here it comes sooner
        settle();
    } else if (settlesLater) {
        settleLater();
    }
}

void WebSocketLink::turnEnds()
{
    settle();
}

//! Brings the world in line with the engine: output, transport, deadline, state.
void WebSocketLink::settle()
{
    if (!m_engine)
        return;
    m_engine->setCongested(lookAtTransport() > CongestionBytes);
    if (m_control.holdsSome()) {
        if (m_engine->state() == Core::ConnectionState::Open)
            sendHeld();
        else
            m_control.clear();
    }
    flush();
    lookAtTransport();
    endTransportAsAsked();
    throttleReading();
    watchDeadline();
    if (m_state != m_engine->state()) {
        const Scope scope(*this);
        updateState();
        return; // and the rest when the scope ends
    }
    tellOutput();
}

//! Takes all that the engine has, for whoever looks at it before it is written.
void WebSocketLink::collectOutput()
{
    while (m_engine && m_engine->hasOutput()) {
        const QByteArray segment = m_engine->takeOutput();
        if (!std::exchange(m_isHeadSent, true))
            m_opening.sent(m_engine->role(), segment);
        passing().output += segment;
    }
}

void WebSocketLink::flush()
{
    if (!m_isHeadSent || m_passing) [[unlikely]] {
        collectOutput();
        if (collected() > 0)
            write(std::exchange(m_passing->output, QByteArray()));
        if (m_passing && m_passing->isEmpty())
            m_passing.reset();
    }
    while (m_engine && m_engine->hasOutput())
        write(m_engine->takeOutput());
}

void WebSocketLink::write(QByteArray &&octets)
{
    tapOctets(Tap::Direction::Sent, octets);
    m_untold += octets.size();
    m_waiting += octets.size();
    if (m_engine->hasOutput())
        m_transport->writePart(std::move(octets));
    else if (!isEndAsked()) [[likely]]
        m_transport->write(std::move(octets));
    else
        finishTransport(std::move(octets));
}

//! Whether the engine wants the transport to be ended, and it is not yet.
bool WebSocketLink::isEndAsked() const
{
    return m_engine->transportAction() == Core::TransportAction::CloseGracefully && !m_isEnding
        && !m_isLingering;
}

void WebSocketLink::finishTransport(QByteArray &&last)
{
    m_isEnding = true;
    m_transport->finish(std::move(last));
}

void WebSocketLink::endTransportAsAsked()
{
    if (m_isLingering)
        return;
    switch (m_engine->transportAction()) {
    case Core::TransportAction::None:
        break;
    case Core::TransportAction::CloseGracefully:
        if (isEndAsked())
            finishTransport({});
        break;
    case Core::TransportAction::Abort:
        m_isAborted = true;
        m_transport->abort();
        break;
    }
}

void WebSocketLink::endTransport()
{
    if (!m_engine || m_isAborted)
        return abort();
    const Scope scope(*this);
    sendHeld(true);
    flush();
    const Core::TimePoint now = std::chrono::steady_clock::now();
    const auto patience = m_protocol->linkSettings()->engine.closeHandshakeTimeout;
    if (patience.count() > 0)
        passing().lingerDeadline = now + patience;
    m_engine->abort(now);
    m_isLingering = true;
    m_isEnding = true;
    m_transport->closeGracefully();
}

void WebSocketLink::watchDeadline()
{
    const bool lingers = m_passing && m_passing->lingerDeadline;
    if (const auto deadline = lingers ? m_passing->lingerDeadline : m_engine->nextDeadline())
        DeadlineQueue::schedule(this, *deadline);
}

void WebSocketLink::deadlineReached(Core::TimePoint now)
{
    const Scope scope(*this);
    if (m_hold != Hold::None) {
        const auto deadline = m_passing ? m_passing->holdDeadline : std::nullopt;
        if (deadline && now >= *deadline) {
            m_isTimedOut = true;
            abort(QStringLiteral("what comes before the opening handshake took too long"));
        } else if (deadline) {
            DeadlineQueue::schedule(this, *deadline);
        }
        return;
    }
    if (m_isLingering) {
        m_isTimedOut = m_passing && m_passing->lingerDeadline && now >= *m_passing->lingerDeadline;
        if (m_isTimedOut)
            m_transport->abort();
        return;
    }
    m_engine->setFrameObserver(frameObserver());
    m_engine->handleTimeout(now);
    m_isTimedOut = m_engine->transportAction() == Core::TransportAction::Abort;
}

void WebSocketLink::comesUp(int turns) noexcept
{
    if (turns == 2) {
        prefetch(m_protocol, sizeof(WebSocketAdapterProtocol));
        if (m_engine)
            prefetch(m_engine->memory(), Core::Connection::HotOctets);
    } else if (m_protocol) {
        m_protocol->prefetchParts();
    }
}

void WebSocketLink::bytesReceived(QByteArrayView bytes)
{
    const Scope scope(*this);
    m_isPullIdle = false;
    tapOctets(Tap::Direction::Received, bytes);
    m_protocol->dataReceived(bytes);
}

void WebSocketLink::bytesWritten()
{
    const Scope scope(*this);
    m_isPullIdle = false;
    // While reading is paused no answer can be seen, and while more waits the ping that
    // wants one may be behind it. Where nothing waits any more this says little: the
    // system takes some octets for a peer that is long gone.
    if (m_isReadingPaused || lookAtTransport() > 0)
        m_engine->outputTaken(std::chrono::steady_clock::now());
}

void WebSocketLink::peerEnded()
{
    const Scope scope(*this);
    m_engine->receiveEof(std::chrono::steady_clock::now());
}

void WebSocketLink::transportClosed(Core::TransportEnd end, const QString &text)
{
    const Scope scope(*this);
    const QString reason = text.isEmpty() && m_passing ? m_passing->abortReason : text;
    WebSocketAdapterProtocolPrivate::of(m_protocol).extras().lostReason = {
        .kind = lostKind(end, m_isTimedOut), .text = reason};
    m_engine->transportClosed(end, reason.toUtf8(), std::chrono::steady_clock::now());
}

bool WebSocketLink::closed(const Core::CloseInfo &info)
{
    // A refused handshake is reported too: its heads are what one wants to see then.
    reportOpening();
    tapClosed(info);
    LoopTasks::cancel(this);
    m_state = Core::ConnectionState::Closed;
    CloseInfo told = info;
    if (m_hold == Hold::Tls) // of which the engine knows nothing
        told.phase = ClosePhase::TlsHandshake;
    WebSocketAdapterProtocolPrivate::of(m_protocol).finish(told);
    return m_protocol != nullptr;
}

} // namespace Gantry
