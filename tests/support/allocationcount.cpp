// SPDX-License-Identifier: MIT
#include "support/allocationcount.h"

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)

namespace Gantry::Testing {

const char *allocationsAreUncountable() noexcept
{
    return "a sanitizer, or another C library, answers for malloc()";
}

quint64 allocationCount() noexcept
{
    return 0;
}

} // namespace Gantry::Testing

#else

#include <cerrno>

// What glibc's own malloc() and so on are besides their names, so that there is nothing
// to look up, which would allocate.
extern "C" {
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
}

namespace {

// The initial-exec model reaches it without a call, which might allocate too.
__attribute__((tls_model("initial-exec"))) thread_local quint64 count = 0;

} // namespace

extern "C" {

void *malloc(size_t size)
{
    ++count;
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size)
{
    ++count;
    return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size)
{
    ++count;
    return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size)
{
    ++count;
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    *memory = memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}

} // extern "C"

namespace Gantry::Testing {

const char *allocationsAreUncountable() noexcept
{
    return nullptr;
}

quint64 allocationCount() noexcept
{
    return count;
}

} // namespace Gantry::Testing

#endif
