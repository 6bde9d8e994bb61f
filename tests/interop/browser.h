// SPDX-License-Identifier: MIT
// A browser without a window.
#pragma once

#include <QtCore/QTemporaryDir>
#include <QtCore/QUrl>

namespace Gantry::Interop {

//! Interpreters and browsers start slowly on a busy machine.
constexpr int BrowserPatienceMs = 90'000;

//! The program, or an empty string if there is none.
QString findBrowser();
//! To open \a page with a fresh \a profile.
QStringList browserArguments(const QTemporaryDir &profile, const QUrl &page);

} // namespace Gantry::Interop
