// SPDX-License-Identifier: GPL-3.0-only
// Makes the sources that the command line names.
#pragma once

#include "capture/launchsource.h"
#include "capture/recordqueue.h"
#include "capture/source.h"
#include "program/arguments.h"

#include <memory>
#include <vector>

namespace Gantry::Inspector {

//! How sources behave when their records are not taken fast enough: a run that writes
//! a file or expects something must have them all, a window rather says what is missing.
RecordQueue::WhenFull overflowOf(const Arguments &arguments);

//! \a proxy: what the program is to go through, which starts later than this returns; null:
//! nothing.
std::unique_ptr<LaunchSource> makeLaunch(LaunchSource::Settings settings, Source *proxy);

//! In the order in which they are started. None is started yet.
std::vector<std::unique_ptr<Source>> makeSources(const Arguments &arguments);

} // namespace Gantry::Inspector
