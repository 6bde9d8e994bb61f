// SPDX-License-Identifier: MIT
// Finds and starts the gantryattach plugin. Knows where it may be, and nothing of
// what it does.
#include "tap/inspection.h"

#include "tap/inspectionplugin.h"
#include "tap/inspectionrequest.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QLoggingCategory>
#include <QtCore/QPluginLoader>
#include <QtCore/QStringList>

#include <mutex>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcTap, "gantry.tap")

//! In the order of precedence: what the user says, what lies beside the program,
//! where Qt looks for plugins, where the library was installed to.
QStringList pluginDirectories()
{
    QStringList directories;
    const QString listed = qEnvironmentVariable("GANTRY_PLUGIN_PATH");
    directories += listed.split(QDir::listSeparator(), Qt::SkipEmptyParts);
    if (QCoreApplication::instance()) {
        const QString program = QCoreApplication::applicationDirPath();
        directories += {program + "/gantry"_L1, program + "/../lib/gantry"_L1};
        for (const QString &path : QCoreApplication::libraryPaths())
            directories += path + "/gantry"_L1;
    }
    directories += QStringLiteral(GANTRY_PLUGIN_DIR);
    return directories;
}

QString start(QObject *root)
{
    auto *plugin = qobject_cast<Tap::InspectionPlugin *>(root);
    return plugin ? plugin->start() : u"not an inspection plugin"_s;
}

//! The plugin of a static build, if it was linked in.
QObject *linkedPlugin()
{
    const QObjectList instances = QPluginLoader::staticInstances();
    for (QObject *instance : instances) {
        if (qobject_cast<Tap::InspectionPlugin *>(instance))
            return instance;
    }
    return nullptr;
}

//! The plugin's root object; nullptr and why in \a complaint.
QObject *findPlugin(QString &complaint)
{
    if (QObject *linked = linkedPlugin())
        return linked;
    const QStringList directories = pluginDirectories();
    for (const QString &directory : directories) {
        QPluginLoader loader(QDir::cleanPath(directory) + "/gantryattach"_L1);
        if (loader.fileName().isEmpty())
            continue; // nothing of that name there
        // A loader that goes away leaves its library loaded.
        QObject *root = loader.instance();
        if (!root)
            complaint = loader.errorString();
        return root;
    }
    complaint = u"the gantryattach plugin is in none of "_s + directories.join(", "_L1);
    return nullptr;
}

} // namespace

QString startInspection()
{
    static std::mutex mutex;
    static QObject *plugin = nullptr;
    const std::lock_guard lock(mutex);
    QString complaint;
    if (!plugin)
        plugin = findPlugin(complaint);
    return plugin ? start(plugin) : complaint;
}

namespace Tap {

void startInspectionIfAsked()
{
    static std::once_flag environmentRead;
    std::call_once(environmentRead, [] {
        if (qgetenv("GANTRY_INSPECT") != "1")
            return;
        if (const QString complaint = startInspection(); !complaint.isEmpty())
            qCWarning(lcTap).noquote() << "GANTRY_INSPECT=1, but inspection cannot start:" << complaint;
    });
}

// With the application object, so that a server can be watched before its first
// connection.
Q_COREAPP_STARTUP_FUNCTION(startInspectionIfAsked)

} // namespace Tap

} // namespace Gantry
