// SPDX-License-Identifier: MIT
#include "core/connection.h"

#include "core/connection_p.h"
#include "core/message/utf8validator.h"

namespace Gantry::Core {

Connection::Private::Private(std::shared_ptr<const ConnectionOptions> options, ConnectionSink *sink,
                             RandomSource *random, BufferPool *buffers)
    : m_options(std::move(options))
    , m_sink(sink)
    , m_random(random)
    , m_buffers(buffers)
    , m_keepalive(m_options->keepalive)
{ }

Connection::Private::~Private()
{
    if (m_work)
        endWork(nullptr); // the pool may be gone
}

Connection::Connection(std::shared_ptr<const ConnectionOptions> options, ConnectionSink *sink,
                       RandomSource *random, BufferPool *buffers)
    : d(std::make_unique<Private>(std::move(options), sink, random, buffers))
{ }

Connection::Connection(const ConnectionOptions &options, ConnectionSink *sink, RandomSource *random,
                       BufferPool *buffers)
    : Connection(std::make_shared<const ConnectionOptions>(options), sink, random, buffers)
{ }

Connection::~Connection() = default;

void Connection::startServer(TimePoint now)
{
    d->beginOpening(HttpHeadReader::Kind::Request, now);
}

void Connection::startClient(const ClientRequest &request, QByteArrayView key, TimePoint now)
{
    d->beginOpening(HttpHeadReader::Kind::Response, now);
    d->opening()->clientRequest = request;
    d->opening()->clientRequest.deflate = d->m_options->deflate;
    d->opening()->key = key.toByteArray();
    d->sender().sendRaw(clientRequestHead(d->opening()->clientRequest, key));
}

void Connection::receive(QByteArrayView bytes, TimePoint now)
{
    d->receive(bytes, now);
}

void Connection::receiveEof(TimePoint now)
{
    d->m_isPeerGone = true;
    if (d->hasUnreported()) {
        if (!d->work().pendingEnd)
            d->work().pendingEnd.emplace();
        d->work().pendingEnd->isEof = true;
        return;
    }
    d->receivePaused(now);
    d->handleEof(now);
}

void Connection::transportClosed(TransportEnd end, QByteArrayView text, TimePoint now)
{
    d->m_isPeerGone = true;
    if (d->hasUnreported()) {
        if (!d->work().pendingEnd)
            d->work().pendingEnd.emplace();
        d->work().pendingEnd->closed = end;
        d->work().pendingEnd->text = text.toByteArray();
        return;
    }
    d->receivePaused(now);
    d->transportClosed(end, text);
}

QByteArray Connection::accept(const HandshakeAcceptance &acceptance, TimePoint now)
{
    if (!d->opening() || !d->opening()->awaitsDecision)
        return QByteArrayLiteral("there is no request to accept");
    QByteArray complaint = d->opening()->isPlain ? QByteArrayLiteral("the request is none for a WebSocket")
                                                 : complaintAbout(d->opening()->serverRequest, acceptance);
    if (complaint.isEmpty())
        d->accept(acceptance, now);
    else
        d->reject({.status = 500}, now);
    return complaint;
}

QByteArray Connection::reject(const HandshakeRejection &rejection, TimePoint now)
{
    if (!d->opening() || !d->opening()->awaitsDecision)
        return QByteArrayLiteral("there is no request to reject");
    QByteArray complaint = complaintAbout(rejection, d->opening()->isPlain);
    d->reject(complaint.isEmpty() ? rejection : HandshakeRejection{.status = 500}, now);
    return complaint;
}

std::optional<QByteArray> Connection::release(TimePoint)
{
    if (!d->opening() || !d->opening()->awaitsDecision)
        return std::nullopt;
    return d->release();
}

SendResult Connection::close(quint16 code, QByteArrayView reason, TimePoint now)
{
    if (d->m_state != ConnectionState::Open)
        return SendResult::NotOpen;
    if (d->isInsideFrame())
        return SendResult::OutOfOrder;
    if (code == 0 ? !reason.isEmpty() : !isSendableCloseCode(code))
        return SendResult::InvalidCode;
    if (!isValidUtf8(reason))
        return SendResult::InvalidUtf8;
    d->sendClose(code, truncatedCloseReason(reason));
    d->move(ConnectionInput::CloseSent);
    d->startClosing(now);
    d->receivePaused(now); // the peer's close frame may be among what waited
    return SendResult::Ok;
}

void Connection::setCongested(bool congested)
{
    d->m_isCongested = congested;
    d->sendHeldPong();
}

void Connection::setPaused(bool paused, TimePoint now)
{
    paused = paused && !d->m_isPeerGone;
    d->m_isPaused = paused && d->m_state != ConnectionState::Closing && d->m_state != ConnectionState::Closed;
    if (!d->m_isPaused)
        d->receivePaused(now);
}

void Connection::abort(TimePoint, QByteArrayView reason)
{
    d->drop(ClosedBy::Local, CloseCode::Abnormal, reason);
}

QByteArray Connection::takeOutput()
{
    if (!d->m_work)
        return {};
    d->countOutput();
    QByteArray segment = d->m_work->sender.output().take();
    d->m_work->countedOutput = d->m_work->sender.output().size();
    d->restIfDone();
    return segment;
}

qsizetype Connection::outputSize() const noexcept
{
    return d->m_work ? d->m_work->sender.output().size() : 0;
}

TransportAction Connection::transportAction() const noexcept
{
    return d->m_action;
}

std::optional<TimePoint> Connection::nextDeadline() const noexcept
{
    switch (d->m_state) {
    case ConnectionState::Connecting:
    case ConnectionState::Closing:
        return d->m_handshakeDeadline == Private::NoDeadline ? std::nullopt
                                                             : std::optional(d->m_handshakeDeadline);
    case ConnectionState::Open:
        return d->m_keepalive.deadline();
    case ConnectionState::Closed:
        return std::nullopt;
    }
    Q_UNREACHABLE();
}

void Connection::handleTimeout(TimePoint now)
{
    const auto deadline = nextDeadline();
    if (!deadline || now < *deadline)
        return;
    if (d->m_state == ConnectionState::Connecting)
        d->handleOpeningTimeout(now);
    else if (d->m_state == ConnectionState::Open)
        d->handleKeepalive(now);
    else
        d->handleClosingTimeout();
}

ConnectionState Connection::state() const noexcept
{
    return d->m_state;
}

Role Connection::role() const noexcept
{
    return d->m_options->role;
}

std::optional<DeflateParameters> Connection::deflateParameters() const noexcept
{
    return d->m_agreement ? d->m_agreement->deflate : std::nullopt;
}

const QByteArray &Connection::subprotocol() const noexcept
{
    static const QByteArray none;
    return d->m_agreement ? d->m_agreement->subprotocol : none;
}

const CloseInfo &Connection::closeInfo() const noexcept
{
    return d->m_report.info();
}

void Connection::setFrameObserver(FrameObserver *observer) noexcept
{
    d->m_observer = observer;
}

void Connection::detachSink() noexcept
{
    d->m_sink = nullptr;
}

void Connection::Private::handleKeepalive(TimePoint now)
{
    switch (m_keepalive.handleTimeout(now)) {
    case Keepalive::Action::None:
        return;
    case Keepalive::Action::SendPing:
        if (isInsideFrame()) {
            // It could not go out, so nothing may hang on its answer.
            m_keepalive.postpone(now);
            if (!work().heldControls)
                work().heldControls = std::make_unique<HeldControls>();
            work().heldControls->isKeepaliveDue = true;
            return;
        }
        releaseContexts();
        sendAutoPing();
        return;
    case Keepalive::Action::GiveUp:
        if (m_isPaused) { // its answer may lie there unread
            m_keepalive.start(now);
            return;
        }
        m_report.timedOut(CloseTimeout::AutoPing);
        drop(ClosedBy::Local, CloseCode::Abnormal, "the peer did not answer a ping in time");
        reportTimeout(CloseTimeout::AutoPing);
        return;
    }
}

bool Connection::Private::move(ConnectionInput input)
{
    const auto next = nextState(m_state, input);
    if (next)
        m_state = *next;
    return next.has_value();
}

} // namespace Gantry::Core
