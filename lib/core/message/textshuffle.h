// SPDX-License-Identifier: MIT
// Long text from UTF-16 to UTF-8 by table and shuffle: eight units a step, whatever their
// lengths, without a branch for each. Needs AVX2, see core/simd.h. The other direction
// gains nothing by it: there a step must know the lengths before the next can begin.
#pragma once

#include "core/simd.h"

#include <QtCore/qglobal.h>

namespace Gantry::Core {

#ifdef GANTRY_HAVE_X86_SIMD
//! Takes from \a at and writes to \a to; leaves less than 32 units before \a end to others.
//! \a to has room for an octet a unit, and three for each one that is no ASCII.
void shuffleToUtf8(const char16_t *&at, const char16_t *end, quint8 *&to) noexcept;
#endif

} // namespace Gantry::Core
