// SPDX-License-Identifier: MIT
// What a byte stream wants of the options of either role.
#pragma once

#include "websocket/protocoloptions.h"

namespace Gantry {

//! From our close frame to the end of the transport. The peer sees that frame behind
//! everything that the systems' socket buffers still hold, some megabytes that a slow
//! line takes its time for; WebSocket's usual 2 s would cut them off.
constexpr std::chrono::seconds StreamCloseTimeout{30};

//! What a wrapping factory begins with.
template<typename Options>
Options streamOptions(bool enableCompression, int autoFragmentSize)
{
    Options options;
    options.closeHandshakeTimeout = StreamCloseTimeout;
    options.failByDrop = false; // the peer is to learn why
    if (!enableCompression)
        options.perMessageDeflate.reset();
    options.autoFragmentSize = autoFragmentSize;
    return options;
}

//! \a options with a policy that a stream can live with: one that had lost a message
//! would go on with a hole in it.
template<typename Options>
Options withoutHoles(Options options)
{
    if (options.outputPolicy == OutputPolicy::DropNew || options.outputPolicy == OutputPolicy::DropOld)
        options.outputPolicy = OutputPolicy::Close;
    return options;
}

} // namespace Gantry
