// SPDX-License-Identifier: MIT
#pragma once

#include "core/frame/frameheader.h"

#include <QtCore/QByteArray>

namespace Gantry::Core {

//! Appends header and payload to \a out, the payload masked if \a header says so.
//! header.payloadLength must be payload.size().
GANTRY_WEBSOCKET_EXPORT void appendFrame(QByteArray &out, const FrameHeader &header, QByteArrayView payload);

} // namespace Gantry::Core
