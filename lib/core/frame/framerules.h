// SPDX-License-Identifier: MIT
// Every rule about a frame's header in one pure function, for both roles. The
// engine fails a connection by it, the tap's decoder annotates by it.
#pragma once

#include "core/frame/frameheader.h"
#include "core/role.h"
#include "core/violation.h"

#include <optional>

namespace Gantry::Core {

//! What a header is judged against.
struct FrameContext
{
    Role receiver = Role::Server;
    bool insideMessage = false; //!< a fragmented message has begun and not ended
    bool deflate = false; //!< permessage-deflate was agreed on
    bool requireMask = true; //!< receiver is a server: unmasked frames break a rule
    bool acceptMask = false; //!< receiver is a client: masked frames are let pass
};

//! The first rule that \a header breaks, or nullopt.
std::optional<Violation> checkFrameHeader(const FrameHeader &header, const FrameContext &context) noexcept;

} // namespace Gantry::Core
