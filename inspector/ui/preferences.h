// SPDX-License-Identifier: GPL-3.0-only
// What a person has chosen once and for all, and where that is kept.
#pragma once

#include "ui/theme.h"

#include <QtCore/QString>

namespace Gantry::Inspector {

struct Preferences
{
    Theme theme = Theme::System;
    int storeMebibytes = 4096; //!< bound of the capture on disk
    bool redacts = true; //!< what the export dialog begins with
    QString fontFamily = {}; //!< of messages and hex; empty: the desktop's
    int fontPoints = 0; //!< 0: the desktop's size

    bool operator==(const Preferences &) const = default;

    //! What was never saved, or makes no sense, is as above.
    static Preferences load();
    void save() const;
};

} // namespace Gantry::Inspector
