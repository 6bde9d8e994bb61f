// SPDX-License-Identifier: MIT
// A configuration together with what the files that it names hold: everything that can be
// wrong about it is found here, before a running router is touched.
#pragma once

#include "routerconfig.h"

#include <QtNetwork/QSslConfiguration>

#include <variant>

namespace Gantry::Examples {

struct ListenerSetup
{
    ListenerConfig config = {};
    std::optional<QSslConfiguration> tls = {};
    bool operator==(const ListenerSetup &) const = default;
};

struct RealmSetup
{
    RealmConfig config = {};
    QMap<QString, QByteArray> keys = {}; //!< the router's private ones, by method
    bool operator==(const RealmSetup &) const = default;
    //! With authMethods.
    Wamp::RealmOptions options() const;
};

struct RouterSetup
{
    QList<ListenerSetup> listeners = {};
    QList<RealmSetup> realms = {};
    Wamp::RouterOptions limits = {};
};

//! The string says which file is wrong.
std::variant<RouterSetup, QString> readSetup(const RouterConfig &config);

} // namespace Gantry::Examples
