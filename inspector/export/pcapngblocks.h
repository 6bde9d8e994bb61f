// SPDX-License-Identifier: GPL-3.0-only
// The blocks of a pcapng file, as octets (draft-ietf-opsawg-pcapng). Little-endian,
// nanoseconds, packets that begin with their IP header.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

namespace Gantry::Inspector {

//! The section header and its one interface.
void appendPcapngStart(QByteArrayView program, QByteArray &out);

//! An enhanced packet block. \a comment becomes its opt_comment unless it is empty.
void appendPcapngPacket(qint64 timeNs, QByteArrayView packet, QByteArrayView comment, QByteArray &out);

} // namespace Gantry::Inspector
