// SPDX-License-Identifier: MIT
// bench-echo's command line.
#pragma once

#include "load/loadsettings.h"

namespace Gantry::Bench {

struct EchoOptions
{
    LoadSettings load{};
    bool asJson = false;
    bool asksForProcess = false; //!< on standard input, once it listens
    QString help{}; //!< was asked for
    QString complaint{}; //!< empty: all is well
};

EchoOptions readEchoOptions(const QStringList &arguments);

} // namespace Gantry::Bench
