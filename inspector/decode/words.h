// SPDX-License-Identifier: GPL-3.0-only
// The translation context of texts that no class of their own owns.
#pragma once

#include <QtCore/QCoreApplication>

namespace Gantry::Inspector {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Gantry::Inspector)
};

} // namespace Gantry::Inspector
