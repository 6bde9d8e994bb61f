// SPDX-License-Identifier: MIT
// From a role's options to the engine's and the link's: what both roles have by the same
// names.
#pragma once

#include "websocket/websocketlink.h"

#include <memory>

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

//! \a engine is made of the same \a options, with what is the role's alone.
template<typename Options>
std::shared_ptr<const LinkSettings> linkSettingsOf(const Core::ConnectionOptions &engine,
                                                   const Options &options)
{
    return std::make_shared<const LinkSettings>(
        LinkSettings{.engine = engine,
                     .outputHighWatermark = options.outputHighWatermark,
                     .outputPolicy = options.outputPolicy,
                     .pauseReadingWhenFull = options.pauseReadingWhenFull,
                     .logOctets = options.logOctets,
                     .logFrames = options.logFrames});
}

} // namespace Gantry
