// SPDX-License-Identifier: MIT
// gantry-relay's flags, as values.
#pragma once

#include "targetaddress.h"

#include <Gantry/ServerOptions>

#include <QtCore/QUrl>

#include <optional>

namespace Gantry::Examples {

class ProgramArguments;

struct RelayOptions
{
    QList<QUrl> urls; //!< one listener each
    QString certificateFile; //!< for those that are wss
    QString keyFile;
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
