// SPDX-License-Identifier: MIT
// gantry-router's configuration from JSON, as lib/doc/wamp-router.md has it. Pure: opens no
// file, also none that the configuration names.
#pragma once

#include "routerconfig.h"

#include <variant>

namespace Gantry::Examples {

class ConfigObject;
class ConfigValue;

//! The string says what is wrong, and where. Relative paths become those below \a folder.
std::variant<RouterConfig, QString> readConfig(const QByteArray &json, const QString &folder);

//! Empty, or why \a url is no address for RawSocket to listen on.
QString complaintAboutRawSocketUrl(const QUrl &url);

// Parts of it, which leave complaints.
RealmConfig readRealm(const ConfigValue &value, const QString &folder);
QMap<QString, MethodConfig> readMethods(ConfigObject &authentication, const QString &folder,
                                        Wamp::RealmOptions &options);
ListenerConfig readListener(const ConfigValue &value, const QString &folder, bool hasStatusPage);

} // namespace Gantry::Examples
