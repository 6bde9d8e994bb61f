// SPDX-License-Identifier: MIT
#pragma once

#include "core/frame/frameheader.h"

#include <QtCore/QByteArray>

namespace Gantry::Core {

//! Writes header and payload, the payload masked if \a header says so, to \a at, where
//! there is room for frameHeaderSize() + payload.size() octets. header.payloadLength must be
//! payload.size().
void writeFrame(char *at, const FrameHeader &header, QByteArrayView payload) noexcept;
//! The same behind what \a out has.
void appendFrame(QByteArray &out, const FrameHeader &header, QByteArrayView payload);

} // namespace Gantry::Core
