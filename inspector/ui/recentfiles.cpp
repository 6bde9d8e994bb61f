// SPDX-License-Identifier: GPL-3.0-only
#include "ui/recentfiles.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QSettings>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

QString settingsKey()
{
    return u"files/recent"_s;
}

} // namespace

RecentFiles::RecentFiles(QWidget *parent)
    : QMenu(tr("Open &Recent"), parent)
{
    setToolTipsVisible(true);
    changed();
}

void RecentFiles::remember()
{
    m_paths = QSettings().value(settingsKey()).toStringList().mid(0, MaxFiles);
    changed();
    m_isRemembered = true;
}

void RecentFiles::add(const QString &path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    m_paths.removeAll(absolute);
    m_paths.prepend(absolute);
    m_paths = m_paths.mid(0, MaxFiles);
    changed();
}

void RecentFiles::clear()
{
    m_paths.clear();
    changed();
}

void RecentFiles::changed()
{
    QMenu::clear();
    for (qsizetype i = 0; i < m_paths.size(); ++i) {
        // An ampersand in a name is no mnemonic; the number is.
        const QString name = QFileInfo(m_paths[i]).fileName().replace(u'&', u"&&"_s);
        QAction *action = addAction(i < 9 ? u"&%1  %2"_s.arg(i + 1).arg(name) : name);
        action->setToolTip(QDir::toNativeSeparators(m_paths[i]));
        connect(action, &QAction::triggered, this, [this, path = m_paths[i]] { Q_EMIT chosen(path); });
    }
    addSeparator();
    connect(addAction(tr("&Clear List")), &QAction::triggered, this, &RecentFiles::clear);
    setEnabled(!m_paths.isEmpty());
    if (m_isRemembered) {
        QSettings().setValue(settingsKey(), m_paths);
    }
}

} // namespace Gantry::Inspector
