// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/qglobal.h>

namespace Gantry::Core {

//! The side of a connection that this process plays (RFC 6455 section 1.2).
enum class Role : quint8 { Client, Server };

constexpr Role peerOf(Role role) noexcept
{
    return role == Role::Client ? Role::Server : Role::Client;
}

} // namespace Gantry::Core
