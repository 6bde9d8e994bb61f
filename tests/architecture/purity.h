// SPDX-License-Identifier: MIT
// What a room may touch besides other rooms: the pure ones nothing that has a clock,
// a socket, chance or an object tree; POSIX only where a socket is known.
#pragma once

#include "sourcetree.h"

namespace Gantry::Architecture {

//! The pure rooms stay pure: their includes and the words in their code.
QStringList checkPureRooms(const SourceTree &tree);

//! Headers of an operating system appear only in websocket/transport, in attach, and
//! in the inspector's corner for descriptors and signals.
QStringList checkPlatformHeaders(const SourceTree &tree);

} // namespace Gantry::Architecture
