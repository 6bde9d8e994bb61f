// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QtCore/QByteArrayView>

namespace Gantry::Inspector {

//! Whether the tokens of \a json are those of RFC 8259, and no brackets nested more
//! deeply than MaxJsonDepth. Qt's reader judges their order, but lets pass control
//! characters and unknown escapes in strings, and numbers such as "1." or ".5".
bool isStrictJson(QByteArrayView json) noexcept;

} // namespace Gantry::Inspector
