// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/qglobal.h>

namespace Gantry {

//! What carries the octets of connections.
enum class TransportPolicy : quint8 {
    //! Epoll for plain TCP and unix sockets where there is such a thing, Stream for
    //! everything else. The environment variable GANTRY_TRANSPORT (stream or epoll) takes
    //! the place of Auto in a whole process.
    Auto,
    //! Qt's socket classes: everywhere, for everything.
    Stream,
    //! The system's sockets, waited for in one epoll set a thread: Linux, without TLS.
    //! Listening and connecting fail, with a clear text, where that cannot be. Adopted
    //! sockets are Stream whatever the policy.
    Epoll,
};

} // namespace Gantry
