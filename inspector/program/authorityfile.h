// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "program/arguments.h"

namespace Gantry::Inspector {

//! --print-ca: says where the certificate is that has to be trusted, and makes it if
//! there is none. Returns the exit status.
int printAuthority(int &argc, char **argv, const Arguments &arguments);

} // namespace Gantry::Inspector
