// SPDX-License-Identifier: GPL-3.0-only
#include "ui/windowsettings.h"

#include <QtWidgets/QMainWindow>
#include <QtWidgets/QSplitter>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

const QString &geometryKey()
{
    static const QString key = u"window/geometry"_s;
    return key;
}

const QString &splitterKey()
{
    static const QString key = u"window/splitter"_s;
    return key;
}

const QString &themeKey()
{
    static const QString key = u"window/theme"_s;
    return key;
}

} // namespace

void WindowSettings::restore(QMainWindow &window, QSplitter &splitter) const
{
    window.restoreGeometry(m_settings.value(geometryKey()).toByteArray());
    splitter.restoreState(m_settings.value(splitterKey()).toByteArray());
}

void WindowSettings::save(const QMainWindow &window, const QSplitter &splitter, Theme theme)
{
    m_settings.setValue(geometryKey(), window.saveGeometry());
    m_settings.setValue(splitterKey(), splitter.saveState());
    m_settings.setValue(themeKey(), int(theme));
}

Theme WindowSettings::theme() const
{
    const int value = m_settings.value(themeKey()).toInt();
    return value >= int(Theme::System) && value <= int(Theme::Dark) ? Theme(value) : Theme::System;
}

} // namespace Gantry::Inspector
