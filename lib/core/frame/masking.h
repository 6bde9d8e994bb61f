// SPDX-License-Identifier: MIT
// RFC 6455 section 5.3: octet i of a payload is XORed with octet i mod 4 of the
// key. The same operation masks and unmasks.
#pragma once

#include <QtCore/qglobal.h>

#include <span>

namespace Gantry::Core {

//! Writes \a size octets of \a from, XORed, to \a to; the two may be the same but
//! may not overlap otherwise. \a position is that of the first octet in the
//! frame's payload, so that a payload can be treated in pieces.
void copyMasked(const char *from, char *to, qsizetype size, quint32 key, quint64 position) noexcept;

inline void applyMask(std::span<char> octets, quint32 key, quint64 position) noexcept
{
    copyMasked(octets.data(), octets.data(), qsizetype(octets.size()), key, position);
}

} // namespace Gantry::Core
