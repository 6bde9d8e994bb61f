// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QtCore/QString>

namespace Gantry::Inspector {

//! How to trust the authority, and no longer: inspector/doc/trust-ca.md, as Markdown.
QString trustHelp();

} // namespace Gantry::Inspector
