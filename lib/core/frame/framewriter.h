// SPDX-License-Identifier: MIT
#pragma once

#include "core/frame/frameheader.h"

#include <QtCore/QByteArray>

namespace Gantry::Core {

//! Appends header and payload to \a out, the payload masked if \a header says so.
//! header.payloadLength must be payload.size().
GANTRY_WEBSOCKET_EXPORT void appendFrame(QByteArray &out, const FrameHeader &header, QByteArrayView payload);

//! Appends the header alone, whatever it says.
GANTRY_WEBSOCKET_EXPORT void appendFrameHeader(QByteArray &out, const FrameHeader &header);
//! Appends \a payload, which begins \a position octets into the frame, XORed with \a key.
GANTRY_WEBSOCKET_EXPORT void appendMasked(QByteArray &out, QByteArrayView payload, quint32 key,
                                          quint64 position);

} // namespace Gantry::Core
