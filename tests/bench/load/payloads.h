// SPDX-License-Identifier: MIT
// What the messages hold. All of it is the same in every run, so that runs compare.
#pragma once

#include <QtCore/QByteArray>

namespace Gantry::Bench {

enum class PayloadKind : quint8 { Binary, Text, Mixed };

//! \a size octets: without pattern, ASCII, or UTF-8 of Latin, Greek, CJK and emoji.
QByteArray makePayload(PayloadKind kind, qsizetype size);

//! JSON of about \a size octets, as a service would send it; different for each
//! \a number, and compressible.
QByteArray makeJson(qsizetype size, quint32 number);

} // namespace Gantry::Bench
