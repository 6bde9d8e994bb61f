// SPDX-License-Identifier: MIT
// How an attempt to open a connection ended, as a value for futures.
#pragma once

#include "closetypes.h"

#include <QtCore/QPointer>

namespace Gantry {

class WebSocketAdapterProtocol;

//! Either the open connection or why there is none.
struct OpenResult
{
    //! The connection, which came to be open; it may have ended since. Null: it did not
    //! open, or was deleted in the meantime.
    QPointer<WebSocketAdapterProtocol> protocol = {};
    //! Why it did not open. Of no meaning when it did.
    CloseInfo error = {};

    bool isOpen() const { return !protocol.isNull(); }
};

} // namespace Gantry
