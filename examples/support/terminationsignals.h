// SPDX-License-Identifier: MIT
// SIGINT and SIGTERM as a Qt signal.
#pragma once

#include "support/signalpipe.h"

#include <csignal>

namespace Gantry::Examples {

//! One a process. A second signal of the same kind ends the process as if nobody
//! listened: a way out when an orderly end takes too long.
class TerminationSignals : public QObject
{
    Q_OBJECT

public:
    explicit TerminationSignals(QObject *parent = nullptr);

Q_SIGNALS:
    void received();

private:
    SignalPipe m_interrupt{SIGINT, SignalPipe::Repeat::Once};
    SignalPipe m_terminate{SIGTERM, SignalPipe::Repeat::Once};
};

} // namespace Gantry::Examples
