// SPDX-License-Identifier: GPL-3.0-only
#include "ui/preferences.h"

#include <QtCore/QSettings>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int MaxStoreMebibytes = 16 * 1024 * 1024;
constexpr int MinFontPoints = 6;
constexpr int MaxFontPoints = 48;

} // namespace

Preferences Preferences::load()
{
    const QSettings settings;
    Preferences loaded;
    const int theme = settings.value(u"window/theme"_s).toInt();
    if (theme >= int(Theme::System) && theme <= int(Theme::Dark)) {
        loaded.theme = Theme(theme);
    }
    const int mebibytes = settings.value(u"store/mebibytes"_s, loaded.storeMebibytes).toInt();
    if (mebibytes > 0 && mebibytes <= MaxStoreMebibytes) {
        loaded.storeMebibytes = mebibytes;
    }
    loaded.redacts = settings.value(u"export/redacts"_s, true).toBool();
    loaded.fontFamily = settings.value(u"fonts/family"_s).toString();
    const int points = settings.value(u"fonts/points"_s).toInt();
    loaded.fontPoints = points == 0 ? 0 : std::clamp(points, MinFontPoints, MaxFontPoints);
    return loaded;
}

void Preferences::save() const
{
    QSettings settings;
    settings.setValue(u"window/theme"_s, int(theme));
    settings.setValue(u"store/mebibytes"_s, storeMebibytes);
    settings.setValue(u"export/redacts"_s, redacts);
    settings.setValue(u"fonts/family"_s, fontFamily);
    settings.setValue(u"fonts/points"_s, fontPoints);
}

} // namespace Gantry::Inspector
