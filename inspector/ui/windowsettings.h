// SPDX-License-Identifier: GPL-3.0-only
// What the window remembers from one time to the next. Names of organisation and
// application are the program's, set on QCoreApplication.
#pragma once

#include <QtCore/QSettings>

class QMainWindow;
class QSplitter;

namespace Gantry::Inspector {

class FilterBar;

class WindowSettings
{
public:
    //! Of the docks and tool bars there are: what another version saved is not restored.
    static constexpr int StateVersion = 1;

    //! Leaves \a window and \a splitter as they are if nothing was saved.
    void restore(QMainWindow &window, QSplitter &splitter) const;
    void save(const QMainWindow &window, const QSplitter &splitter);
    //! Hide or highlight, and the filters that were used; not the filter itself, which would
    //! hide what a new capture shows.
    void restoreFilter(FilterBar &bar) const;
    void saveFilter(const FilterBar &bar);
    bool showsRates() const;
    void setShowsRates(bool shows);

private:
    QSettings m_settings;
};

} // namespace Gantry::Inspector
