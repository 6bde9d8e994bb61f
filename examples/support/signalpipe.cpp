// SPDX-License-Identifier: MIT
#include "support/signalpipe.h"

#include <QtCore/QSocketNotifier>

#ifdef Q_OS_UNIX
#include <array>
#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>
#endif

namespace Gantry::Examples {

#ifdef Q_OS_UNIX

namespace {

constexpr int Signals = 32;

struct Pipe
{
    std::atomic<int> readEnd = -1;
    std::atomic<int> writeEnd = -1;
};

std::array<Pipe, Signals> s_pipes;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may touch nothing else");

extern "C" void pokePipe(int number)
{
    const int before = errno;
    const char octet = 0;
    [[maybe_unused]] const ssize_t written = ::write(s_pipes[size_t(number)].writeEnd.load(), &octet, 1);
    errno = before;
}

} // namespace

SignalPipe::SignalPipe(int number, Repeat repeat, QObject *parent)
    : QObject(parent)
    , m_number(number)
{
    Q_ASSERT(number > 0 && number < Signals);
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0)
        return; // the signal then does to the process what it always does
    // A full pipe has been poked enough; a handler must not wait for room.
    for (const int end : ends)
        ::fcntl(end, F_SETFL, O_NONBLOCK);
    Pipe &pipe = s_pipes[size_t(number)];
    pipe.readEnd = ends[0];
    pipe.writeEnd = ends[1];
    auto *notifier = new QSocketNotifier(ends[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, end = ends[0]] {
        char octets[64];
        [[maybe_unused]] const ssize_t read = ::read(end, octets, sizeof octets);
        Q_EMIT received();
    });
    struct sigaction action = {};
    action.sa_handler = pokePipe;
    action.sa_flags = repeat == Repeat::Once ? int(SA_RESETHAND | SA_RESTART) : SA_RESTART;
    ::sigaction(number, &action, nullptr);
}

SignalPipe::~SignalPipe()
{
    std::signal(m_number, SIG_DFL);
    Pipe &pipe = s_pipes[size_t(m_number)];
    for (std::atomic<int> *end : {&pipe.writeEnd, &pipe.readEnd}) {
        if (const int descriptor = end->exchange(-1); descriptor >= 0)
            ::close(descriptor);
    }
}

#else

SignalPipe::SignalPipe(int number, Repeat, QObject *parent)
    : QObject(parent)
    , m_number(number)
{ }

SignalPipe::~SignalPipe() = default;

#endif

} // namespace Gantry::Examples
