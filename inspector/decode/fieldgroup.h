// SPDX-License-Identifier: GPL-3.0-only
// Fields under a title: what pages of explanations are made of.
#pragma once

#include "decode/framefields.h"

namespace Gantry::Inspector {

struct FieldGroup
{
    QString title = {};
    QList<FrameField> fields = {};
    bool operator==(const FieldGroup &) const = default;
};

} // namespace Gantry::Inspector
