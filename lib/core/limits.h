// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/qglobal.h>

namespace Gantry::Core {

//! What one connection may cost. 0 means unlimited for the two payload limits;
//! the header limits are always in force.
struct Limits
{
    //! Payload octets of one frame as they are on the wire. Past it: close 1009.
    //! 64 MiB is large enough for the uploads people do in one message and small
    //! enough that a single peer cannot take a machine down.
    quint64 maxFrameBytes = 64 * 1024 * 1024;
    //! Octets of one message after inflating, counted before they are buffered.
    //! Past it: close 1009.
    quint64 maxMessageBytes = 64 * 1024 * 1024;
    //! Octets of a handshake up to and with the empty line. Past it: 431.
    int maxHeaderBytes = 32 * 1024;
    //! Header lines of a handshake. Past it: 431.
    int maxHeaderFields = 128;

    bool operator==(const Limits &) const = default;
};

} // namespace Gantry::Core
