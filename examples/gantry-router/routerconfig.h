// SPDX-License-Identifier: MIT
// What gantry-router is told to be, as values that can be compared: a reload looks for what
// has changed. lib/doc/wamp-router.md describes the file that they come from.
#pragma once

#include <Gantry/RouterOptions>
#include <Gantry/WampPrincipal>
#include <Gantry/WampTlsCertificateAuth>

#include <QtCore/QMap>
#include <QtCore/QUrl>

namespace Gantry::Examples {

enum class ClientCertificates : quint8 { Ignore, Request, Require };

struct TlsConfig
{
    QString certificateFile = {};
    QString keyFile = {};
    ClientCertificates clients = ClientCertificates::Ignore;
    QString clientAuthorityFile = {}; //!< empty: the system's
    bool operator==(const TlsConfig &) const = default;
};

//! Of one connection.
struct ListenerLimits
{
    int maxConnections = 0;
    int maxMessageBytes = 16 * 1024 * 1024;
    std::chrono::milliseconds openTimeout{5'000};
    std::chrono::milliseconds closeTimeout{2'000};
    std::chrono::milliseconds pingInterval{30'000};
    std::chrono::milliseconds pingTimeout{20'000};
    bool operator==(const ListenerLimits &) const = default;
};

struct ListenerConfig
{
    QUrl url = {};
    bool isRawSocket = false;
    std::optional<TlsConfig> tls = {};
    QStringList serializers = {}; //!< empty: all
    ListenerLimits limits = {};
    // WebSocket alone.
    QStringList origins = {QStringLiteral("*")};
    bool acceptsNullOrigin = true;
    QStringList hosts = {};
    bool compresses = true;
    int trustedProxies = 0;
    bool hasStatusPage = true;
    bool operator==(const ListenerConfig &) const = default;
};

//! Those who may join by one method.
struct MethodConfig
{
    //! By authid; of cryptosign by public key, of TLS by fingerprint or name.
    QMap<QString, Wamp::Principal> principals = {};
    QString routerKeyFile = {}; //!< cryptosign; empty: the router proves nothing
    Wamp::TlsCertificateOptions certificates = {}; //!< TLS
    bool operator==(const MethodConfig &) const = default;
};

struct RealmConfig
{
    //! Without authMethods and authorizer, which cannot be compared.
    Wamp::RealmOptions options = {};
    QMap<QString, MethodConfig> methods = {}; //!< by name: "ticket" ...
    bool operator==(const RealmConfig &other) const;
};

struct RouterConfig
{
    QList<ListenerConfig> listeners = {};
    QList<RealmConfig> realms = {};
    Wamp::RouterOptions limits = {};
    bool operator==(const RouterConfig &) const = default;
};

} // namespace Gantry::Examples
