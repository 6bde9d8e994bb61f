// SPDX-License-Identifier: MIT
// How wamp-cli shows a router who it is.
#pragma once

#include <Gantry/WampClientAuth>

namespace Gantry::Examples {

class ProgramArguments;

void declareCredentials(ProgramArguments &arguments);
//! Nothing: anonymous. Leaves complaints in \a arguments.
Wamp::ClientAuths readCredentials(ProgramArguments &arguments);

} // namespace Gantry::Examples
