// SPDX-License-Identifier: MIT
// A device on each end of a connection in memory.
#pragma once

#include "support/memorypair.h"
#include "wrapping/websocketdevice.h"

#include <QtTest/QTest>

namespace Gantry::Testing {

//! Uncompressed, so that sizes on the wire are known.
struct DevicePair : MemoryPair
{
    explicit DevicePair(const MemoryTransportOptions &options = {})
        : MemoryPair(options)
    {
        serverFactory.setProtocolOptions({.perMessageDeflate = {}});
        start();
        here = std::make_unique<WebSocketDevice>(client);
        [this] { QTRY_VERIFY(isOpen()); }();
        there = std::make_unique<WebSocketDevice>(server);
    }
    //! Before the pair: a device ends its connection.
    std::unique_ptr<WebSocketDevice> here;
    std::unique_ptr<WebSocketDevice> there;
};

} // namespace Gantry::Testing
