// SPDX-License-Identifier: MIT
// What gantry-router becomes: its command line and its configuration file, which is read
// anew each time.
#pragma once

#include "routerarguments.h"
#include "routersetup.h"

namespace Gantry::Examples {

//! The string says what is wrong with the file, or that both name a realm.
std::variant<RouterSetup, QString> readSetup(const RouterArguments &arguments);

} // namespace Gantry::Examples
