// SPDX-License-Identifier: MIT
#include "readconfig.h"

#include "configvalue.h"

#include <limits>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 Most = std::numeric_limits<int>::max();
constexpr qint64 MostOctets = qint64(1) << 53; // what JSON's numbers count exactly

Wamp::RouterOptions readLimits(const ConfigValue &value)
{
    Wamp::RouterOptions options;
    ConfigObject limits = value.object();
    limits.read(u"maxSessions"_s, options.maxSessions, 0, Most);
    limits.read(u"subscriptionsPerSession"_s, options.subscriptionsPerSession, 1, Most);
    limits.read(u"registrationsPerSession"_s, options.registrationsPerSession, 1, Most);
    limits.read(u"pendingCallsPerSession"_s, options.pendingCallsPerSession, 1, Most);
    limits.read(u"pendingBytesPerSession"_s, options.pendingBytesPerSession, 1, MostOctets);
    limits.read(u"openTimeoutMs"_s, options.openTimeout);
    limits.read(u"closeTimeoutMs"_s, options.closeTimeout);
    limits.read(u"sessionQueueBytes"_s, options.sessionQueueBytes, 1, MostOctets);
    limits.read(u"stallTimeoutMs"_s, options.stallTimeout);
    limits.read(u"slowSessions"_s, options.slowSessions, {u"drop"_s, u"disconnect"_s});
    limits.read(u"authorizationBacklog"_s, options.authorizationBacklog, 1, Most);
    return options;
}

void readTop(ConfigObject &top, const QString &folder, RouterConfig &config)
{
    bool hasStatusPage = true;
    top.read(u"statusPage"_s, hasStatusPage);
    if (const auto limits = top.find(u"limits"_s))
        config.limits = readLimits(*limits);
    if (const auto listeners = top.find(u"listeners"_s)) {
        for (const ConfigValue &listener : listeners->list())
            config.listeners.append(readListener(listener, folder, hasStatusPage));
    }
    QSet<QString> names;
    if (const auto realms = top.find(u"realms"_s)) {
        for (const ConfigValue &realm : realms->list()) {
            config.realms.append(readRealm(realm, folder));
            const QString name = config.realms.constLast().options.name;
            if (names.contains(name))
                realm.complain(u"there is another realm \"%1\""_s.arg(name));
            names.insert(name);
        }
    }
}

} // namespace

bool RealmConfig::operator==(const RealmConfig &other) const
{
    const Wamp::RealmOptions &a = options;
    const Wamp::RealmOptions &b = other.options;
    return methods == other.methods && a.name == b.name && a.allowAnonymous == b.allowAnonymous
        && a.anonymousRole == b.anonymousRole && a.roles == b.roles
        && a.authorizerProcedure == b.authorizerProcedure && a.authorizationTimeout == b.authorizationTimeout
        && a.uriCheck == b.uriCheck && a.callerDisclosure == b.callerDisclosure
        && a.publisherDisclosure == b.publisherDisclosure && a.retainedTopics == b.retainedTopics
        && a.retainedBytes == b.retainedBytes;
}

std::variant<RouterConfig, QString> readConfig(const QByteArray &json, const QString &folder)
{
    ConfigComplaint complaint;
    RouterConfig config;
    if (const auto object = parseConfig(json, &complaint)) {
        ConfigObject top(*object, {}, &complaint);
        readTop(top, folder, config);
    }
    if (!complaint.text().isEmpty())
        return complaint.text();
    return config;
}

} // namespace Gantry::Examples
