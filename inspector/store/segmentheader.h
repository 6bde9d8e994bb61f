// SPDX-License-Identifier: GPL-3.0-only
// The first octets of a segment file, little-endian:
//
//   0  "GANTRYCS"                     10  u16  version of the records' codec
//   8  u16  version of this layout    12  u32  reserved, 0
//  16  u64  number of the segment in its capture, from 1
//  24  u64  octets that are whole, this header included
//
// Records as lib/tap/recordcodec.h has them follow. The last field is written after
// the records that it covers; so what a killed program left half written is known.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

#include <optional>

namespace Gantry::Inspector {

struct SegmentHeader
{
    static constexpr qsizetype Size = 32;
    static constexpr qsizetype CommittedOffset = 24;

    quint64 number = 0;
    quint64 committed = Size;
    bool isReadable = true; //!< false: the file is of a newer program
};

QByteArray encodeSegmentHeader(const SegmentHeader &header);
QByteArray encodeCommitted(quint64 committed);
//! nullopt: \a bytes are no segment.
std::optional<SegmentHeader> decodeSegmentHeader(QByteArrayView bytes);

} // namespace Gantry::Inspector
