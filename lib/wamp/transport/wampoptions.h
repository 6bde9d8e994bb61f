// SPDX-License-Identifier: MIT
// What WAMP wants of the options of either role of WebSocket.
#pragma once

#include "websocket/protocoloptions.h"

namespace Gantry {

//! \a options with which each message arrives, and arrives whole: a session that had lost
//! one would go on with a hole in it.
template<typename Options>
Options wholeMessages(Options options)
{
    options.delivery = Delivery::Message;
    if (options.outputPolicy == OutputPolicy::DropNew || options.outputPolicy == OutputPolicy::DropOld)
        options.outputPolicy = OutputPolicy::Close;
    return options;
}

} // namespace Gantry
