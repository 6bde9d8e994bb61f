// SPDX-License-Identifier: MIT
// The roles that a peer plays and the features it announces for each.
#pragma once

#include "wampexport.h"

#include <QtCore/QByteArrayView>

#include <array>
#include <initializer_list>
#include <optional>

namespace Gantry::Wamp {

enum class Role : quint8 { Publisher, Subscriber, Caller, Callee, Broker, Dealer };
inline constexpr int roleCount = 6;

//! What may stand below roles.<role>.features, true.
enum class Feature : quint8 {
    ProgressiveCallResults,
    ProgressiveCallInvocations,
    CallTimeout,
    CallCanceling,
    CallerIdentification,
    CallTrustlevels,
    RegistrationMetaApi,
    SubscriptionMetaApi,
    SessionMetaApi,
    PatternBasedRegistration,
    SharedRegistration,
    ShardedRegistration,
    RegistrationRevocation,
    SubscriptionRevocation,
    CallReroute,
    SubscriberBlackwhiteListing,
    PublisherExclusion,
    PublisherIdentification,
    PublicationTrustlevels,
    PatternBasedSubscription,
    EventHistory,
    EventRetention,
    TestamentMetaApi,
    PayloadPassthruMode,
    PayloadTransparency, //!< autobahn's name for the same
    PayloadEncryptionCryptobox,
    AcknowledgeEventReceived,
    AcknowledgeSubscriberReceived,
    Reflection,
};
inline constexpr int featureCount = int(Feature::Reflection) + 1;

//! "publisher"; "progressive_call_results".
GANTRY_WAMP_EXPORT QByteArrayView roleName(Role role) noexcept;
GANTRY_WAMP_EXPORT QByteArrayView featureName(Feature feature) noexcept;
GANTRY_WAMP_EXPORT std::optional<Role> roleByName(QByteArrayView name) noexcept;
//! Understands the older names that implementations still send (call_cancelling ...).
GANTRY_WAMP_EXPORT std::optional<Feature> featureByName(QByteArrayView name) noexcept;

//! The dictionary "roles" of HELLO and WELCOME. Features that are not in the enumeration,
//! and those that are false, are not kept.
class Roles
{
public:
    void add(Role role, std::initializer_list<Feature> features = {}) noexcept
    {
        m_roles |= quint8(1U << int(role));
        for (const Feature feature : features)
            m_features[size_t(role)] |= 1U << int(feature);
    }
    bool has(Role role) const noexcept { return (m_roles & (1U << int(role))) != 0; }
    bool has(Role role, Feature feature) const noexcept
    {
        return (m_features[size_t(role)] & (1U << int(feature))) != 0;
    }
    bool isEmpty() const noexcept { return m_roles == 0; }

    bool operator==(const Roles &) const = default;

private:
    static_assert(featureCount <= 32);

    quint8 m_roles = 0;
    std::array<quint32, roleCount> m_features{};
};

} // namespace Gantry::Wamp
