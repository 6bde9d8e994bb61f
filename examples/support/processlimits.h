// SPDX-License-Identifier: MIT
// What the operating system lets this process have.
#pragma once

namespace Gantry::Examples {

//! Raises the number of files this process may open to what it is allowed at most:
//! shells often grant 1024, which is that many connections. No effect where there
//! is no such limit.
void raiseOpenFileLimit();

} // namespace Gantry::Examples
