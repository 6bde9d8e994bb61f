// SPDX-License-Identifier: MIT
// Counts what is allocated, by whomever: a program that links allocationcount.cpp has
// its own malloc(), which hands on to the system's.
#pragma once

#include <QtCore/qglobal.h>

namespace Gantry::Testing {

//! Why counting is not possible here; nullptr: it is.
const char *allocationsAreUncountable() noexcept;

//! Calls of malloc(), calloc(), realloc() and their like in this thread so far.
quint64 allocationCount() noexcept;

} // namespace Gantry::Testing
