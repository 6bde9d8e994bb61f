// SPDX-License-Identifier: MIT
// SIGINT and SIGTERM as a Qt signal. The only file of the programs that knows POSIX
// signals: a handler may do next to nothing, so it pokes a pipe that the event loop
// watches.
#pragma once

#include <QtCore/QObject>

namespace Gantry::Examples {

//! One a process. The second signal ends the process as if nobody listened: a way
//! out when an orderly end takes too long. Without POSIX it never emits.
class TerminationSignals : public QObject
{
    Q_OBJECT

public:
    explicit TerminationSignals(QObject *parent = nullptr);
    ~TerminationSignals() override;

Q_SIGNALS:
    void received();
};

} // namespace Gantry::Examples
