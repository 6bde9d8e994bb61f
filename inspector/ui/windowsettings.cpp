// SPDX-License-Identifier: GPL-3.0-only
#include "ui/windowsettings.h"

#include "ui/filterbar.h"

#include <QtWidgets/QMainWindow>
#include <QtWidgets/QSplitter>

namespace Gantry::Inspector {

namespace {

constexpr QLatin1StringView GeometryKey("window/geometry");
constexpr QLatin1StringView SplitterKey("window/splitter");
constexpr QLatin1StringView StateKey("window/state");
constexpr QLatin1StringView HighlightKey("filter/highlights");
constexpr QLatin1StringView RecentFiltersKey("filter/recent");
constexpr QLatin1StringView RatesKey("window/rates");

} // namespace

void WindowSettings::restore(QMainWindow &window, QSplitter &splitter) const
{
    window.restoreGeometry(m_settings.value(GeometryKey).toByteArray());
    window.restoreState(m_settings.value(StateKey).toByteArray(), StateVersion);
    splitter.restoreState(m_settings.value(SplitterKey).toByteArray());
}

void WindowSettings::save(const QMainWindow &window, const QSplitter &splitter)
{
    m_settings.setValue(GeometryKey, window.saveGeometry());
    m_settings.setValue(StateKey, window.saveState(StateVersion));
    m_settings.setValue(SplitterKey, splitter.saveState());
}

void WindowSettings::restoreFilter(FilterBar &bar) const
{
    bar.setRecentFilters(m_settings.value(RecentFiltersKey).toStringList());
    bar.setMode(m_settings.value(HighlightKey).toBool() ? FrameModel::FilterMode::Highlight
                                                        : FrameModel::FilterMode::Hide);
}

void WindowSettings::saveFilter(const FilterBar &bar)
{
    m_settings.setValue(RecentFiltersKey, bar.recentFilters());
    m_settings.setValue(HighlightKey, bar.mode() == FrameModel::FilterMode::Highlight);
}

bool WindowSettings::showsRates() const
{
    return m_settings.value(RatesKey, true).toBool();
}

void WindowSettings::setShowsRates(bool shows)
{
    m_settings.setValue(RatesKey, shows);
}

} // namespace Gantry::Inspector
