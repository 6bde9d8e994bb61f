// SPDX-License-Identifier: MIT
#pragma once

#include "core/frame/frameheader.h"

namespace Gantry::Core {

enum class Direction : quint8 { Sent, Received };

//! Sees each wire frame once it is complete (or, when it broke a rule, once that
//! is known), before the event it leads to. The engine tests one pointer when
//! nobody looks.
class FrameObserver
{
public:
    //! \a payload is what this frame's octets amount to after unmasking and
    //! inflating, a view that ends with the call. header.payloadLength is the
    //! size on the wire. A whole message that is compressed and then cut into frames
    //! comes with the last of them. Of a frame that is streamed, in either direction, no
    //! more than its first MiB is shown, and only what came while somebody looked.
    virtual void frameSeen(Direction direction, const FrameHeader &header, QByteArrayView payload) = 0;

protected:
    ~FrameObserver() = default;
};

} // namespace Gantry::Core
