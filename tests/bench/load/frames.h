// SPDX-License-Identifier: MIT
// RFC 6455 section 5.2 as the load generator speaks it. Written apart from the
// library, so that a fault there cannot hide by being made twice.
#pragma once

#include <QtCore/QByteArray>

#include <array>
#include <optional>
#include <span>

namespace Gantry::Bench {

enum FrameOpcode : quint8 { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

using FrameMask = std::array<char, 4>;

struct WireHeader
{
    quint8 opcode = 0;
    bool fin = false;
    bool rsv1 = false;
    std::optional<FrameMask> mask{};
    quint64 length = 0; //!< of the payload
    qsizetype size = 0; //!< of the header itself
};

enum class HeaderState : quint8 { Complete, Incomplete, Bad };

//! The most a header takes.
inline constexpr qsizetype MaxHeaderSize = 14;

HeaderState parseHeader(std::span<const char> bytes, WireHeader &header);

struct FrameSpec
{
    quint8 opcode = Binary;
    bool rsv1 = false;
    std::optional<FrameMask> mask{};
};

//! A whole message in one frame.
QByteArray makeFrame(const FrameSpec &spec, const QByteArray &payload);

//! \a offset: of the first octet within the payload. Masking twice is unmasking.
void applyMask(const FrameMask &mask, std::span<char> bytes, quint64 offset = 0);

} // namespace Gantry::Bench
