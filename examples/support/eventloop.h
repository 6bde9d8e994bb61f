// SPDX-License-Identifier: MIT
#pragma once

namespace Gantry::Examples {

//! Has Qt wait with the system's own call instead of GLib's loop, which a program without
//! a desktop does not need: over TLS that is a fifth of a server's time. Before the
//! application object is made; a QT_NO_GLIB that is set already stays as it is.
void preferPlainEventLoop();

} // namespace Gantry::Examples
