// SPDX-License-Identifier: MIT
#include "support/terminationsignals.h"

#include <QtCore/QSocketNotifier>

#ifdef Q_OS_UNIX
#include <atomic>
#include <csignal>
#include <unistd.h>
#endif

namespace Gantry::Examples {

#ifdef Q_OS_UNIX

namespace {

std::atomic<int> s_readEnd = -1;
std::atomic<int> s_writeEnd = -1;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may touch nothing else");

extern "C" void pokePipe(int)
{
    const char octet = 0;
    [[maybe_unused]] const ssize_t written = ::write(s_writeEnd.load(), &octet, 1);
}

void handle(int number)
{
    struct sigaction action = {};
    action.sa_handler = pokePipe;
    action.sa_flags = int(SA_RESETHAND | SA_RESTART);
    ::sigaction(number, &action, nullptr);
}

} // namespace

TerminationSignals::TerminationSignals(QObject *parent)
    : QObject(parent)
{
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0)
        return; // the signals then end the process at once, as they always do
    s_readEnd = ends[0];
    s_writeEnd = ends[1];
    auto *notifier = new QSocketNotifier(ends[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        char octet = 0;
        [[maybe_unused]] const ssize_t read = ::read(s_readEnd.load(), &octet, 1);
        Q_EMIT received();
    });
    handle(SIGINT);
    handle(SIGTERM);
    std::signal(SIGPIPE, SIG_IGN); // a reader of our output that went away is no reason to die
}

TerminationSignals::~TerminationSignals()
{
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    for (std::atomic<int> *end : {&s_writeEnd, &s_readEnd}) {
        if (const int descriptor = end->exchange(-1); descriptor >= 0)
            ::close(descriptor);
    }
}

#else

TerminationSignals::TerminationSignals(QObject *parent)
    : QObject(parent)
{ }

TerminationSignals::~TerminationSignals() = default;

#endif

} // namespace Gantry::Examples
