// SPDX-License-Identifier: GPL-3.0-only
#include "ui/fileactions.h"

#include "ui/exporter.h"
#include "ui/fileopener.h"
#include "ui/forwardproxydialog.h"
#include "ui/launchdialog.h"
#include "ui/newaction.h"
#include "ui/recentfiles.h"
#include "ui/recoverybar.h"
#include "ui/sourceset.h"
#include "ui/windowservices.h"

#include <QtGui/QAction>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QMenu>

namespace Gantry::Inspector {

FileActions::FileActions(const WindowParts &parts, QMenu *menu, QAction *before, RecoveryBar *recovery)
    : QObject(parts.window)
    , m_parts(parts)
    , m_opener(new FileOpener(parts, this))
    , m_exporter(new Exporter(parts, this))
    , m_recovery(recovery)
    , m_forward(newAction(this, tr("&Forward Proxy…"), Qt::CTRL | Qt::SHIFT | Qt::Key_P,
                          tr("Be the HTTP proxy of a browser")))
    , m_launch(newAction(this, tr("&Launch…"), Qt::CTRL | Qt::SHIFT | Qt::Key_T,
                         tr("Start a program and watch what it says")))
{
    m_forward->setEnabled(bool(m_parts.services->makeForwardProxySource));
    m_launch->setEnabled(bool(m_parts.services->makeLaunchSources));
    connect(m_forward, &QAction::triggered, this, &FileActions::editForwardProxy);
    connect(m_launch, &QAction::triggered, this, &FileActions::launch);
    menu->insertAction(before, m_opener->openAction());
    menu->insertMenu(before, m_opener->recentFiles());
    menu->insertAction(before, m_exporter->action());
    menu->insertSeparator(before);
    menu->insertActions(before, {m_launch, m_forward});
}

void FileActions::useSettings()
{
    m_opener->recentFiles()->remember();
    m_recovery->look(m_parts.services->store.root);
}

void FileActions::editForwardProxy()
{
    auto *dialog = new ForwardProxyDialog(*m_parts.services, m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_parts.sources->add(m_parts.services->makeForwardProxySource(dialog->settings()));
    });
    dialog->open();
}

void FileActions::launch()
{
    auto *dialog = new LaunchDialog(m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        for (auto &source : m_parts.services->makeLaunchSources(dialog->settings())) {
            m_parts.sources->add(std::move(source));
        }
    });
    dialog->open();
}

} // namespace Gantry::Inspector
