// SPDX-License-Identifier: GPL-3.0-only
// SIGINT and SIGTERM as a Qt signal: ending means writing everything first, which a
// signal handler may not do. Also has SIGPIPE ignored, so that a closed pipe is a
// write error with a message and not a silent death.
#pragma once

#include "system/descriptor.h"

#include <QtCore/QObject>

namespace Gantry::Inspector {

//! One a process. A second signal ends the process at once, as if there were no
//! handler: a way out when writing hangs.
class TerminationSignals : public QObject
{
    Q_OBJECT

public:
    explicit TerminationSignals(QObject *parent = nullptr);
    ~TerminationSignals() override;

Q_SIGNALS:
    void received();

private:
    void drain();

    Descriptor m_reading;
    Descriptor m_writing;
};

} // namespace Gantry::Inspector
