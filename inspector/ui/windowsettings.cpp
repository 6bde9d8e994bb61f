// SPDX-License-Identifier: GPL-3.0-only
#include "ui/windowsettings.h"

#include "ui/filterbar.h"

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

const QString &stateKey()
{
    static const QString key = u"window/state"_s;
    return key;
}

const QString &highlightKey()
{
    static const QString key = u"filter/highlights"_s;
    return key;
}

const QString &recentFiltersKey()
{
    static const QString key = u"filter/recent"_s;
    return key;
}

const QString &ratesKey()
{
    static const QString key = u"window/rates"_s;
    return key;
}

} // namespace

void WindowSettings::restore(QMainWindow &window, QSplitter &splitter) const
{
    window.restoreGeometry(m_settings.value(geometryKey()).toByteArray());
    window.restoreState(m_settings.value(stateKey()).toByteArray(), StateVersion);
    splitter.restoreState(m_settings.value(splitterKey()).toByteArray());
}

void WindowSettings::save(const QMainWindow &window, const QSplitter &splitter)
{
    m_settings.setValue(geometryKey(), window.saveGeometry());
    m_settings.setValue(stateKey(), window.saveState(StateVersion));
    m_settings.setValue(splitterKey(), splitter.saveState());
}

void WindowSettings::restoreFilter(FilterBar &bar) const
{
    bar.setRecentFilters(m_settings.value(recentFiltersKey()).toStringList());
    bar.setMode(m_settings.value(highlightKey()).toBool() ? FrameModel::FilterMode::Highlight
                                                          : FrameModel::FilterMode::Hide);
}

void WindowSettings::saveFilter(const FilterBar &bar)
{
    m_settings.setValue(recentFiltersKey(), bar.recentFilters());
    m_settings.setValue(highlightKey(), bar.mode() == FrameModel::FilterMode::Highlight);
}

bool WindowSettings::showsRates() const
{
    return m_settings.value(ratesKey(), true).toBool();
}

void WindowSettings::setShowsRates(bool shows)
{
    m_settings.setValue(ratesKey(), shows);
}

} // namespace Gantry::Inspector
