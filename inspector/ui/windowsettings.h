// SPDX-License-Identifier: GPL-3.0-only
// What the window remembers from one time to the next. Names of organisation and
// application are the program's, set on QCoreApplication.
#pragma once

#include "ui/theme.h"

#include <QtCore/QSettings>

class QMainWindow;
class QSplitter;

namespace Gantry::Inspector {

class WindowSettings
{
public:
    //! Leaves \a window and \a splitter as they are if nothing was saved.
    void restore(QMainWindow &window, QSplitter &splitter) const;
    void save(const QMainWindow &window, const QSplitter &splitter, Theme theme);
    Theme theme() const;

private:
    QSettings m_settings;
};

} // namespace Gantry::Inspector
