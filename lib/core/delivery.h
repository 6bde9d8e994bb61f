// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/qglobal.h>

namespace Gantry::Core {

//! How much of what arrives is put together before it is handed on. Limits, the rules
//! on UTF-8 and decompression hold in each.
enum class Delivery : quint8 {
    Message, //!< whole messages
    Frame, //!< the payload of each frame, between the beginning and the end of its message
    Streaming, //!< payload as it arrives; nothing is collected, however long a frame is
};

} // namespace Gantry::Core
