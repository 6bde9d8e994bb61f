// SPDX-License-Identifier: MIT
// gantry-relay's flags, as values.
#pragma once

#include "support/listenarguments.h"
#include "targetaddress.h"

#include <Gantry/ServerOptions>

#include <optional>

namespace Gantry::Examples {

class ProgramArguments;

struct RelayOptions
{
    ListenArguments listen;
    std::optional<TargetAddress> target; //!< without it the token decides
    QString tokenFile;
    bool isTargetTls = false;
    QString targetAuthorityFile;
    bool isTargetUnverified = false;
    std::chrono::milliseconds idleTimeout{0}; //!< 0: none
    ServerOptions protocol;
};

void declareRelayOptions(ProgramArguments &arguments);
//! Leaves complaints in \a arguments.
RelayOptions readRelayOptions(ProgramArguments &arguments);

} // namespace Gantry::Examples
