// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QByteArrayView>

namespace Gantry::Wamp::Wire {

//! Whether \a text is valid UTF-8 (RFC 3629).
bool isUtf8(QByteArrayView text) noexcept;

} // namespace Gantry::Wamp::Wire
