// SPDX-License-Identifier: MIT
#include "loadconnection.h"

#include "opening.h"

#include <QtCore/QtEndian>

#include <cerrno>
#include <ctime>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr quint16 NormalClosure = 1000;
constexpr FrameMask ControlMask{'g', 'a', 't', 'e'};

QString systemError(int number)
{
    return qt_error_string(number);
}

} // namespace

qint64 monotonicNow()
{
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return qint64(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

LoadConnection::LoadConnection(const LoadContext &context, int number)
    : m_context(context)
    , m_number(number)
    , m_scanner(!isClient())
{ }

LoadConnection::~LoadConnection()
{
    drop();
}

void LoadConnection::start(int descriptor)
{
    m_descriptor = descriptor;
    m_isFirst = true;
    m_scanner = FrameScanner(!isClient());
    m_scanner.setCapturing(true);
    m_cursor = {};
    m_due.clear();
    m_isFrameStuck = false;
    m_small.clear();
    m_head.clear();
    m_state = isClient() ? State::Connecting : State::Opening;
    epoll_event event{};
    event.events = m_events = isClient() ? EPOLLOUT : EPOLLIN;
    event.data.ptr = this;
    ::epoll_ctl(m_context.epoll, EPOLL_CTL_ADD, m_descriptor, &event);
}

void LoadConnection::drop()
{
    m_tls.reset();
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = -1;
    m_state = State::Closed;
}

void LoadConnection::handleEvents(quint32 events)
{
    switch (m_state) {
    case State::Connecting:
        return connected();
    case State::Securing:
        return secure();
    case State::Closed:
        return;
    default:
        break;
    }
    if (events & EPOLLOUT)
        flush();
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR) && m_descriptor >= 0)
        receive();
}

void LoadConnection::connected()
{
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error)
        return fail(u"cannot connect: "_s + systemError(error));
    if (m_context.settings.url.scheme() != "wss"_L1)
        return beginOpening();
    m_tls = std::make_unique<TlsSession>(m_descriptor);
    m_state = State::Securing;
    secure();
}

void LoadConnection::secure()
{
    const ssize_t result = m_tls->handshake();
    if (result == TlsSession::WouldBlock)
        watch(m_tls->wantsWrite() ? EPOLLOUT : EPOLLIN);
    else if (result > 0)
        beginOpening();
    else
        fail(u"the TLS handshake fails"_s);
}

void LoadConnection::beginOpening()
{
    m_state = State::Opening;
    m_key = openingKey();
    m_small = openingRequest(m_context.settings, m_key);
    flush();
}

void LoadConnection::receive()
{
    // One read for each readiness; but what TLS has deciphered epoll does not know of.
    do {
        const std::span<char> buffer = m_context.buffer;
        const ssize_t count =
            m_tls ? m_tls->read(buffer) : ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
        if (count == 0)
            return lost(u"it ends"_s);
        if (count < 0) {
            const bool isBlocked = m_tls ? count == TlsSession::WouldBlock : errno == EAGAIN;
            return isBlocked ? void() : lost(m_tls ? u"TLS fails"_s : systemError(errno));
        }
        take({buffer.data(), size_t(count)});
    } while (m_tls && m_descriptor >= 0);
}

void LoadConnection::sendControl(quint8 opcode, const QByteArray &payload)
{
    const FrameSpec spec{.opcode = opcode, .mask = isClient() ? std::optional(ControlMask) : std::nullopt};
    m_small += makeFrame(spec, payload);
    flush();
}

void LoadConnection::send(int messages, qint64 dueAt)
{
    for (int i = 0; i < messages; ++i)
        m_due.push(dueAt);
    m_cursor.queue(messages);
    flush();
}

void LoadConnection::close()
{
    if (m_state != State::Open)
        return;
    m_state = State::Closing;
    m_cursor.dropWhole();
    QByteArray code(2, Qt::Uninitialized);
    qToBigEndian(NormalClosure, code.data());
    sendControl(Close, code);
}

bool LoadConnection::isSmallNext() const
{
    return !m_small.isEmpty() && m_cursor.isBetweenFrames() && !m_isFrameStuck;
}

std::span<const char> LoadConnection::nextOutput() const
{
    if (isSmallNext())
        return {m_small.constData(), size_t(m_small.size())};
    return m_cursor.isEmpty() ? std::span<const char>() : m_cursor.peek(*m_block);
}

void LoadConnection::wrote(size_t bytes)
{
    if (isSmallNext())
        m_small.remove(0, qsizetype(bytes));
    else
        m_cursor.advance(*m_block, qsizetype(bytes));
    m_isFrameStuck = false;
}

void LoadConnection::flush()
{
    for (;;) {
        const std::span<const char> output = nextOutput();
        if (output.empty())
            return watch(EPOLLIN);
        const ssize_t count =
            m_tls ? m_tls->write(output) : ::send(m_descriptor, output.data(), output.size(), MSG_NOSIGNAL);
        if (count >= 0) {
            wrote(size_t(count));
            continue;
        }
        const bool isBlocked = m_tls ? count == TlsSession::WouldBlock : errno == EAGAIN;
        if (!isBlocked)
            return lost(m_tls ? u"TLS fails"_s : systemError(errno));
        m_isFrameStuck = m_tls && !isSmallNext();
        return watch(EPOLLIN | EPOLLOUT);
    }
}

void LoadConnection::watch(quint32 events)
{
    if (events == m_events || m_descriptor < 0)
        return;
    epoll_event event{};
    event.events = m_events = events;
    event.data.ptr = this;
    ::epoll_ctl(m_context.epoll, EPOLL_CTL_MOD, m_descriptor, &event);
}

void LoadConnection::lost(const QString &reason)
{
    if (m_state != State::Ending)
        return fail(u"the connection is lost: "_s + reason);
    drop();
    m_context.owner.ended(*this);
}

void LoadConnection::fail(const QString &reason)
{
    drop();
    m_context.owner.failed(*this, reason);
}

} // namespace Gantry::Bench
