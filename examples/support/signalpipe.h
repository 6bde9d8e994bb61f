// SPDX-License-Identifier: MIT
// A POSIX signal as a Qt signal. The only file of the programs that knows them: a handler
// may do next to nothing, so it pokes a pipe that the event loop watches.
#pragma once

#include <QtCore/QObject>

namespace Gantry::Examples {

//! One a process for each number. Without POSIX it never emits.
class SignalPipe : public QObject
{
    Q_OBJECT

public:
    enum class Repeat : quint8 {
        Once, //!< the second time the signal does what it does to a process that minds none
        Always,
    };

    SignalPipe(int number, Repeat repeat, QObject *parent = nullptr);
    ~SignalPipe() override;

Q_SIGNALS:
    void received();

private:
    const int m_number;
};

} // namespace Gantry::Examples
