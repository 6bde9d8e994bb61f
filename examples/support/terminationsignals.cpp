// SPDX-License-Identifier: MIT
#include "support/terminationsignals.h"

namespace Gantry::Examples {

TerminationSignals::TerminationSignals(QObject *parent)
    : QObject(parent)
{
    for (const SignalPipe *pipe : {&m_interrupt, &m_terminate})
        connect(pipe, &SignalPipe::received, this, &TerminationSignals::received);
#ifdef Q_OS_UNIX
    std::signal(SIGPIPE, SIG_IGN); // a reader of our output that went away is no reason to die
#endif
}

} // namespace Gantry::Examples
