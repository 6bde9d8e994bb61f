// SPDX-License-Identifier: GPL-3.0-only
// What the File menu has besides the sources of every day: files in and out, programs
// to start, the forward proxy, and what a crashed run left. Puts its actions into the
// menu; the work is done by a class each.
#pragma once

#include "ui/windowparts.h"

#include <QtCore/QObject>

class QAction;
class QMenu;

namespace Gantry::Inspector {

class Exporter;
class FileOpener;
class RecoveryBar;

class FileActions final : public QObject
{
    Q_OBJECT

public:
    //! Before \a before in \a menu, with \a recovery shown by the window.
    FileActions(const WindowParts &parts, QMenu *menu, QAction *before, RecoveryBar *recovery);

    FileOpener *opener() const { return m_opener; }
    Exporter *exporter() const { return m_exporter; }
    QAction *forwardProxyAction() const { return m_forward; }
    QAction *launchAction() const { return m_launch; }

    //! Recent files are kept, and what a crashed run left is offered.
    void useSettings();

private:
    void editForwardProxy();
    void launch();

    const WindowParts m_parts;
    FileOpener *m_opener;
    Exporter *m_exporter;
    RecoveryBar *m_recovery;
    QAction *m_forward;
    QAction *m_launch;
};

} // namespace Gantry::Inspector
