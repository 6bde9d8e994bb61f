// SPDX-License-Identifier: MIT
#include "programrun.h"

#include "peerprocess.h"

namespace Gantry::Interop {

ProgramResult runProgram(const QString &program, const QStringList &arguments)
{
    PeerProcess process(program, arguments);
    if (!process.waitForEnd())
        return {};
    return {.status = process.exitStatus(), .output = process.output(), .errors = process.errors()};
}

} // namespace Gantry::Interop
