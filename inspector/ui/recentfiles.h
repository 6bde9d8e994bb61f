// SPDX-License-Identifier: GPL-3.0-only
// The files that were opened last, as a menu. Remembered from one time to the next
// only after remember().
#pragma once

#include <QtCore/QStringList>
#include <QtWidgets/QMenu>

namespace Gantry::Inspector {

class RecentFiles final : public QMenu
{
    Q_OBJECT

public:
    static constexpr int MaxFiles = 10;

    explicit RecentFiles(QWidget *parent = nullptr);

    //! Reads the list of the last time, and keeps what changes from now on.
    void remember();
    //! Puts \a path to the front.
    void add(const QString &path);
    void clear();
    const QStringList &paths() const noexcept { return m_paths; }

Q_SIGNALS:
    void chosen(const QString &path);

private:
    void changed();

    QStringList m_paths;
    bool m_isRemembered = false;
};

} // namespace Gantry::Inspector
