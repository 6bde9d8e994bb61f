// SPDX-License-Identifier: MIT
// From a role's options to the engine's: what both roles have by the same names.
#pragma once

#include "core/connectionoptions.h"

namespace Gantry {

template<typename Options>
Core::ConnectionOptions commonEngineOptions(Core::Role role, const Options &options)
{
    Core::ConnectionOptions engine;
    engine.role = role;
    engine.limits = {.maxFrameBytes = options.maxFrameBytes,
                     .maxMessageBytes = options.maxMessageBytes,
                     .maxHeaderBytes = options.maxHeaderBytes,
                     .maxHeaderFields = options.maxHeaderFields};
    engine.validateUtf8 = options.utf8ValidateIncoming;
    engine.failByDrop = options.failByDrop;
    engine.echoCloseCodeReason = options.echoCloseCodeReason;
    engine.openHandshakeTimeout = options.openHandshakeTimeout;
    engine.closeHandshakeTimeout = options.closeHandshakeTimeout;
    engine.keepalive = {.interval = options.autoPingInterval,
                        .timeout = options.autoPingTimeout,
                        .payloadBytes = options.autoPingSize,
                        .restartOnAnyTraffic = options.autoPingRestartOnAnyTraffic};
    engine.deflate = options.perMessageDeflate;
    engine.delivery = options.delivery;
    engine.autoFragmentSize = options.autoFragmentSize;
    engine.applyMask = options.applyMask;
    return engine;
}

} // namespace Gantry
