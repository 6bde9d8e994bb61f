// SPDX-License-Identifier: MIT
#include "wamp/message/features.h"

#include <algorithm>
#include <iterator>

namespace Gantry::Wamp {

namespace {

constexpr QByteArrayView roleNames[] = {
    "publisher", "subscriber", "caller", "callee", "broker", "dealer",
};
static_assert(std::size(roleNames) == roleCount);

// In the order of the enumeration.
constexpr QByteArrayView featureNames[] = {
    "progressive_call_results",
    "progressive_call_invocations",
    "call_timeout",
    "call_canceling",
    "caller_identification",
    "call_trustlevels",
    "registration_meta_api",
    "subscription_meta_api",
    "session_meta_api",
    "pattern_based_registration",
    "shared_registration",
    "sharded_registration",
    "registration_revocation",
    "subscription_revocation",
    "call_reroute",
    "subscriber_blackwhite_listing",
    "publisher_exclusion",
    "publisher_identification",
    "publication_trustlevels",
    "pattern_based_subscription",
    "event_history",
    "event_retention",
    "testament_meta_api",
    "payload_passthru_mode",
    "payload_transparency",
    "payload_encryption_cryptobox",
    "acknowledge_event_received",
    "acknowledge_subscriber_received",
    "reflection",
};
static_assert(std::size(featureNames) == featureCount);

struct OtherName
{
    QByteArrayView name;
    Feature feature;
};
constexpr OtherName otherNames[] = {
    {"call_cancelling", Feature::CallCanceling},
    {"progressive_calls", Feature::ProgressiveCallInvocations},
    {"event_retained", Feature::EventRetention},
    {"session_meta_procedures", Feature::SessionMetaApi},
};

template<typename Names>
int indexOf(const Names &names, QByteArrayView name) noexcept
{
    const auto *found = std::find(std::begin(names), std::end(names), name);
    return found == std::end(names) ? -1 : int(found - std::begin(names));
}

} // namespace

QByteArrayView roleName(Role role) noexcept
{
    return roleNames[int(role)];
}

QByteArrayView featureName(Feature feature) noexcept
{
    return featureNames[int(feature)];
}

std::optional<Role> roleByName(QByteArrayView name) noexcept
{
    const int index = indexOf(roleNames, name);
    return index < 0 ? std::nullopt : std::optional(Role(index));
}

std::optional<Feature> featureByName(QByteArrayView name) noexcept
{
    if (const int index = indexOf(featureNames, name); index >= 0)
        return Feature(index);
    for (const OtherName &other : otherNames) {
        if (other.name == name)
            return other.feature;
    }
    return std::nullopt;
}

} // namespace Gantry::Wamp
