// SPDX-License-Identifier: GPL-3.0-only
#include "system/terminationsignals.h"

#include <QtCore/QSocketNotifier>

#include <array>
#include <atomic>
#include <csignal>

namespace Gantry::Inspector {

namespace {

// A handler may touch lock-free atomics only.
std::atomic<qintptr> s_pipe = -1;
static_assert(std::atomic<qintptr>::is_always_lock_free);

void handle(int number)
{
    std::signal(number, SIG_DFL);
    Descriptor::poke(s_pipe.load());
}

} // namespace

TerminationSignals::TerminationSignals(QObject *parent)
    : QObject(parent)
{
    std::tie(m_reading, m_writing) = Descriptor::pipe();
    auto *notifier = new QSocketNotifier(m_reading.number(), QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, &TerminationSignals::drain);
    s_pipe = m_writing.number();
    std::signal(SIGINT, handle);
    std::signal(SIGTERM, handle);
    std::signal(SIGPIPE, SIG_IGN);
}

TerminationSignals::~TerminationSignals()
{
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    s_pipe = -1;
}

void TerminationSignals::drain()
{
    std::array<char, 16> octets;
    m_reading.receive(octets);
    Q_EMIT received();
}

} // namespace Gantry::Inspector
