// SPDX-License-Identifier: MIT
// Wider instructions than the compiler may assume, chosen while the program runs.
#pragma once

#if defined(__GNUC__) && defined(__x86_64__)
#define GANTRY_HAVE_X86_SIMD
#define GANTRY_AVX2 __attribute__((target("avx2")))

#include <immintrin.h>

namespace Gantry::Core {

inline bool hasAvx2() noexcept
{
    static const bool has = __builtin_cpu_supports("avx2") != 0;
    return has;
}

} // namespace Gantry::Core
#endif
