// SPDX-License-Identifier: GPL-3.0-only
// The first octets of a MessagePack value: what it is and how long it is.
#pragma once

#include "decode/document.h"

namespace Gantry::Inspector {

struct MessagePackHead
{
    enum class Status : quint8 { Whole, CutShort, Reserved /* 0xc1 */ };

    Status status = Status::Whole;
    NodeType type = NodeType::Null;
    qint8 extensionType = 0;
    quint32 size = 1; //!< of the head itself
    quint64 body = 0; //!< octets behind the head, of a scalar
    quint64 items = 0; //!< values in a container, keys included
};

//! Of the value that \a octets begin with.
MessagePackHead messagePackHead(QByteArrayView octets) noexcept;

} // namespace Gantry::Inspector
