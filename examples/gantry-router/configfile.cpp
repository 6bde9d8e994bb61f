// SPDX-License-Identifier: MIT
#include "configfile.h"

#include "readconfig.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <algorithm>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

std::variant<RouterConfig, QString> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return u"cannot read %1: %2"_s.arg(path, file.errorString());
    auto config = readConfig(file.readAll(), QFileInfo(path).absolutePath());
    if (const QString *error = std::get_if<QString>(&config))
        return u"%1: %2"_s.arg(path, *error);
    return config;
}

} // namespace

std::variant<RouterSetup, QString> readSetup(const RouterArguments &arguments)
{
    RouterConfig config;
    if (!arguments.configFile.isEmpty()) {
        auto read = readFile(arguments.configFile);
        if (const QString *error = std::get_if<QString>(&read))
            return *error;
        config = std::get<RouterConfig>(std::move(read));
    }
    config.listeners += arguments.listeners;
    for (const RealmConfig &realm : arguments.realms) {
        const QString &name = realm.options.name;
        if (std::ranges::any_of(config.realms, [&](const RealmConfig &r) { return r.options.name == name; }))
            return u"%1: the realm \"%2\" is one of the command line"_s.arg(arguments.configFile, name);
        config.realms.append(realm);
    }
    if (config.listeners.isEmpty())
        return u"%1: there is no listener"_s.arg(arguments.configFile);
    if (config.realms.isEmpty())
        return u"%1: there is no realm"_s.arg(arguments.configFile);
    return readSetup(config);
}

} // namespace Gantry::Examples
