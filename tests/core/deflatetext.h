// SPDX-License-Identifier: MIT
// Octets to compress, and a reference to compare with: zlib itself, used one octet of
// output at a time. So it holds no more of the past than the agreed window, and
// refuses what refers back further.
#pragma once

#include "core/message/deflatecodec.h"

#include <zlib.h>

#include <optional>

namespace Gantry::Core {

inline QByteArray hex(const char *text)
{
    return QByteArray::fromHex(text);
}

//! Octets that do not compress, the same each time.
inline QByteArray noise(qsizetype size, quint32 seed = 1)
{
    QByteArray result;
    for (qsizetype i = 0; i < size; ++i) {
        seed = seed * 1664525 + 1013904223;
        result.append(char(seed >> 24));
    }
    return result;
}

//! Words that come again near and far, as in logs and JSON.
inline QByteArray text(qsizetype size)
{
    QByteArray result;
    for (quint32 i = 0; result.size() < size; ++i)
        result += "{\"sensor\":" + QByteArray::number(i * 2654435761U % 977)
            + ",\"value\":" + QByteArray::number(i) + "}\n";
    return result.first(size);
}

inline QByteArray compressed(Deflater &deflater, QByteArrayView message)
{
    QByteArray out;
    if (!deflater.compress(message, out))
        qFatal("no memory");
    return out;
}

//! A whole message in pieces of \a pieceSize; nullopt when it was refused.
inline std::optional<QByteArray> inflated(Inflater &inflater, QByteArrayView wire, qsizetype pieceSize)
{
    QByteArray out;
    while (!wire.isEmpty()) {
        const QByteArrayView piece = wire.first(qMin(pieceSize, wire.size()));
        wire = wire.sliced(piece.size());
        if (inflater.inflate(piece, out, Inflater::Unlimited) != Inflater::Result::Ok)
            return std::nullopt;
    }
    if (inflater.finishMessage(out, Inflater::Unlimited) != Inflater::Result::Ok)
        return std::nullopt;
    return out;
}

inline Inflater::Result inflateAll(Inflater &inflater, QByteArrayView wire, QByteArray &out, quint64 limit)
{
    const Inflater::Result result = inflater.inflate(wire, out, limit);
    return result == Inflater::Result::Ok ? inflater.finishMessage(out, limit) : result;
}

//! What zlib makes of \a wire with nothing but a window of \a windowBits.
inline std::optional<QByteArray> strictlyInflated(QByteArray wire, int windowBits)
{
    z_stream stream{};
    if (inflateInit2(&stream, -windowBits) != Z_OK)
        return std::nullopt;
    wire += hex("0000ffff");
    stream.next_in = reinterpret_cast<Bytef *>(wire.data());
    stream.avail_in = uInt(wire.size());
    QByteArray out;
    int result = Z_OK;
    while (result == Z_OK) {
        Bytef octet = 0;
        stream.next_out = &octet;
        stream.avail_out = 1;
        result = inflate(&stream, Z_SYNC_FLUSH);
        if (stream.avail_out == 0)
            out.append(char(octet));
    }
    inflateEnd(&stream);
    if (result != Z_BUF_ERROR)
        return std::nullopt;
    return out;
}

} // namespace Gantry::Core
