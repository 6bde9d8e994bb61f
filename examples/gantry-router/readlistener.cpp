// SPDX-License-Identifier: MIT
// The part of the configuration that says where the router is reached.
#include "configvalue.h"
#include "readconfig.h"

#include <Gantry/SettingsCheck>
#include <Gantry/WampSerializer>

#include <QtCore/QDir>

#include <bit>
#include <limits>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 MostOfAny = std::numeric_limits<int>::max();
constexpr int LeastRawSocketBytes = 512;
constexpr int MostRawSocketBytes = 16 * 1024 * 1024;

QString pathIn(const QString &folder, const ConfigValue &value)
{
    const QString path = value.text();
    return path.isEmpty() ? path : QDir(folder).absoluteFilePath(path);
}

TlsConfig readTls(const ConfigValue &value, const QString &folder)
{
    TlsConfig config;
    ConfigObject tls = value.object();
    if (const auto file = tls.require(u"certificate"_s))
        config.certificateFile = pathIn(folder, *file);
    if (const auto file = tls.require(u"key"_s))
        config.keyFile = pathIn(folder, *file);
    tls.read(u"clients"_s, config.clients, {u"ignore"_s, u"request"_s, u"require"_s});
    if (const auto file = tls.find(u"clientAuthorities"_s)) {
        config.clientAuthorityFile = pathIn(folder, *file);
        if (config.clients == ClientCertificates::Ignore)
            file->complain(u"clients are not asked for certificates: set \"clients\""_s);
    }
    return config;
}

QStringList readSerializers(const ConfigValue &value, bool isRawSocket)
{
    QStringList names;
    for (const ConfigValue &item : value.list()) {
        const QString name = item.text();
        const Wamp::Serializer *serializer = Wamp::Serializer::byName(name);
        if (!serializer)
            item.complain(u"\"%1\" is none of json, msgpack, cbor, and these with .batched"_s.arg(name));
        else if (serializer->isBatched() && isRawSocket)
            item.complain(u"RawSocket has no batches"_s);
        else if (names.contains(name))
            item.complain(u"it is there twice"_s);
        names.append(name);
    }
    if (names.isEmpty())
        value.complain(u"one at least is wanted"_s);
    return names;
}

ListenerLimits readListenerLimits(const ConfigValue &value, bool isRawSocket)
{
    ListenerLimits config;
    ConfigObject limits = value.object();
    limits.read(u"maxConnections"_s, config.maxConnections, 0, MostOfAny);
    if (const auto octets = limits.find(u"maxMessageBytes"_s)) {
        const qint64 least = isRawSocket ? LeastRawSocketBytes : 1;
        config.maxMessageBytes = int(octets->number(least, isRawSocket ? MostRawSocketBytes : MostOfAny));
        if (isRawSocket && !std::has_single_bit(unsigned(config.maxMessageBytes)))
            octets->complain(u"RawSocket wants a power of 2"_s);
    }
    limits.read(u"openTimeoutMs"_s, config.openTimeout);
    limits.read(u"closeTimeoutMs"_s, config.closeTimeout);
    limits.read(u"pingIntervalMs"_s, config.pingInterval);
    limits.read(u"pingTimeoutMs"_s, config.pingTimeout);
    return config;
}

void readPatterns(ConfigObject &object, const QString &key, QStringList &target,
                  QString (*complaintAbout)(const QStringList &))
{
    if (const auto patterns = object.find(key)) {
        target = patterns->texts();
        if (const QString complaint = complaintAbout(target); !complaint.isEmpty())
            patterns->complain(complaint);
    }
}

void readWebSocketKeys(ConfigObject &object, ListenerConfig &config)
{
    readPatterns(object, u"origins"_s, config.origins, complaintAboutOrigins);
    readPatterns(object, u"hosts"_s, config.hosts, complaintAboutHosts);
    object.read(u"nullOrigin"_s, config.acceptsNullOrigin);
    object.read(u"compression"_s, config.compresses);
    object.read(u"trustedProxies"_s, config.trustedProxies, 0, MostOfAny);
    object.read(u"statusPage"_s, config.hasStatusPage);
}

bool isWebSocketScheme(const QString &scheme)
{
    return scheme == "ws"_L1 || scheme == "wss"_L1 || scheme == "ws+unix"_L1;
}

void readUrl(const ConfigValue &value, ListenerConfig &config)
{
    config.url = QUrl(value.text(), QUrl::StrictMode);
    config.isRawSocket = !isWebSocketScheme(config.url.scheme());
    const QString complaint =
        config.isRawSocket ? complaintAboutRawSocketUrl(config.url) : complaintAboutUrl(config.url);
    if (!complaint.isEmpty())
        value.complain(u"'%1' is no address to listen on: %2"_s.arg(value.json().toString(), complaint));
}

} // namespace

QString complaintAboutRawSocketUrl(const QUrl &url)
{
    const QString scheme = url.scheme();
    if (!url.isValid() || scheme.isEmpty())
        return u"it is no URL"_s;
    if (scheme == "unix"_L1 || scheme == "rs+unix"_L1)
        return url.path().startsWith(u'/') && url.host().isEmpty() ? QString() : u"it has no absolute path"_s;
    if (scheme != "tcp"_L1 && scheme != "rs"_L1 && scheme != "rss"_L1)
        return u"the scheme is none of ws, wss, ws+unix, tcp, rs, rss, unix and rs+unix"_s;
    if (url.host().isEmpty() || url.port() < 0)
        return u"a host and a port are wanted"_s;
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment() || url.path().size() > 1)
        return u"there is more than a host and a port"_s;
    return {};
}

ListenerConfig readListener(const ConfigValue &value, const QString &folder, bool hasStatusPage)
{
    ListenerConfig config{.hasStatusPage = hasStatusPage};
    ConfigObject object = value.object();
    if (const auto url = object.require(u"url"_s))
        readUrl(*url, config);
    const auto tls = object.find(u"tls"_s);
    const bool isSecure = config.url.scheme() == "wss"_L1 || config.url.scheme() == "rss"_L1;
    if (tls)
        config.tls = readTls(*tls, folder);
    if (tls && !isSecure)
        tls->complain(u"%1 is without TLS"_s.arg(config.url.scheme()));
    if (!tls && isSecure)
        object.complain(u"%1 needs the key \"tls\""_s.arg(config.url.scheme()));
    if (const auto serializers = object.find(u"serializers"_s))
        config.serializers = readSerializers(*serializers, config.isRawSocket);
    if (const auto limits = object.find(u"limits"_s))
        config.limits = readListenerLimits(*limits, config.isRawSocket);
    if (!config.isRawSocket)
        readWebSocketKeys(object, config);
    return config;
}

} // namespace Gantry::Examples
