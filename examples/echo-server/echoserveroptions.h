// SPDX-License-Identifier: MIT
// echo-server's flags, as values. The flags are a contract: load generators,
// conformance suites and our own tests call the program with them.
#pragma once

#include "support/listenarguments.h"

#include <Gantry/ServerOptions>
#include <Gantry/TransportPolicy>

#include <QtCore/QStringList>

namespace Gantry::Examples {

class ProgramArguments;

struct EchoServerOptions
{
    ListenArguments listen;
    QStringList subprotocols;
    ServerOptions protocol;
    TransportPolicy transport = TransportPolicy::Auto;
    int threads = 0; //!< of each address; 0: none but the program's own
    bool deliverText = false; //!< by way of QString instead of UTF-8 octets
};

void declareEchoServerOptions(ProgramArguments &arguments);
//! Leaves complaints in \a arguments.
EchoServerOptions readEchoServerOptions(ProgramArguments &arguments);

} // namespace Gantry::Examples
