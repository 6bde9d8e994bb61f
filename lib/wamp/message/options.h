// SPDX-License-Identifier: MIT
// The dictionaries of messages, with a member a key that WAMP knows: what applications
// ask for (options) and what they are told (details). Unknown keys of a received
// dictionary are ignored; private ones are kept in rare.custom.
#pragma once

#include "features.h"
#include "id.h"
#include "rarefields.h"
#include "utf8.h"

#include <QtCore/QStringList>
#include <QtCore/QVariantMap>

#include <chrono>
#include <optional>

namespace Gantry::Wamp {

//! How the URI of a subscription or registration is compared.
enum class MatchPolicy : quint8 {
    Exact,
    Prefix, //!< as strings: "emergency-low" has the prefix "emergency"
    Wildcard, //!< an empty component stands for any one component
};

//! Which of several callees of one procedure gets a call.
enum class InvocationPolicy : quint8 { Single, RoundRobin, Random, First, Last };

//! What becomes of a call that is cancelled.
enum class CancelMode : quint8 {
    Skip, //!< the callee is not told and its answer is discarded; the caller gets ERROR at once
    Kill, //!< the callee is interrupted; the caller gets what the callee answers then
    KillNoWait, //!< the callee is interrupted; the caller gets ERROR at once
};

struct HelloDetails
{
    Roles roles = {};
    QStringList authmethods = {};
    QString authid = {};
    QString authrole = {};
    QVariantMap authextra = {};
    QString agent = {}; //!< the implementation, "gantry-0.1.0"
    Rare rare = {};
    bool operator==(const HelloDetails &) const = default;
};

struct WelcomeDetails
{
    Roles roles = {};
    QString realm = {}; //!< the one joined, when the router chose it
    QString authid = {};
    QString authrole = {};
    QString authmethod = {};
    QString authprovider = {};
    QVariantMap authextra = {};
    QString agent = {};
    Rare rare = {};
    bool operator==(const WelcomeDetails &) const = default;
};

//! Of ABORT and GOODBYE.
struct CloseDetails
{
    QString message = {}; //!< for people
    Rare rare = {};
    bool operator==(const CloseDetails &) const = default;
};

struct ErrorDetails
{
    Rare rare = {};
    bool operator==(const ErrorDetails &) const = default;
};

struct PublishOptions
{
    bool acknowledge = false; //!< ask for PUBLISHED or ERROR
    bool excludeMe = true; //!< the publisher does not get its own event
    QList<Id> exclude = {};
    QStringList excludeAuthid = {};
    QStringList excludeAuthrole = {};
    //! Only these, minus the excluded ones; an empty list: nobody.
    std::optional<QList<Id>> eligible = {};
    std::optional<QStringList> eligibleAuthid = {};
    std::optional<QStringList> eligibleAuthrole = {};
    bool retain = false; //!< the broker keeps it for later subscribers
    bool discloseMe = false; //!< tell subscribers who publishes
    Rare rare = {};
    bool operator==(const PublishOptions &) const = default;
};

struct SubscribeOptions
{
    MatchPolicy match = MatchPolicy::Exact;
    bool getRetained = false; //!< begin with the retained event
    Rare rare = {};
    bool operator==(const SubscribeOptions &) const = default;
};

struct EventDetails
{
    Id publisher = 0; //!< its session; 0: not disclosed
    QString publisherAuthid = {};
    QString publisherAuthrole = {};
    std::optional<qint64> trustlevel = {};
    Utf8 topic = {}; //!< with a pattern-based subscription
    bool retained = false;
    bool acknowledgedDelivery = false; //!< x_acknowledged_delivery: EVENT_RECEIVED is wanted
    Rare rare = {};
    bool operator==(const EventDetails &) const = default;
};

//! Of UNSUBSCRIBED and UNREGISTERED that nobody asked for: what the router took away.
struct RevocationDetails
{
    Id subscription = 0;
    Id registration = 0;
    QString reason = {}; //!< an URI
    bool operator==(const RevocationDetails &) const = default;
};

struct CallOptions
{
    std::chrono::milliseconds timeout{0}; //!< 0: none; with progress: between two results
    bool receiveProgress = false;
    bool progress = false; //!< more CALLs of this request follow
    bool discloseMe = false;
    Rare rare = {};
    bool operator==(const CallOptions &) const = default;
};

struct CancelOptions
{
    std::optional<CancelMode> mode = {};
    Rare rare = {};
    bool operator==(const CancelOptions &) const = default;
};

struct ResultDetails
{
    bool progress = false;
    Rare rare = {};
    bool operator==(const ResultDetails &) const = default;
};

struct RegisterOptions
{
    MatchPolicy match = MatchPolicy::Exact;
    InvocationPolicy invoke = InvocationPolicy::Single;
    int concurrency = 0; //!< calls under way at this callee at most; 0: no limit
    bool forceReregister = false; //!< take the procedure from whoever has it
    bool discloseCaller = false; //!< ask to be told who calls
    bool forwardTimeout = false; //!< the callee, not the dealer, minds the timeout
    Rare rare = {};
    bool operator==(const RegisterOptions &) const = default;
};

struct InvocationDetails
{
    Id caller = 0; //!< its session; 0: not disclosed
    QString callerAuthid = {};
    QString callerAuthrole = {};
    std::optional<qint64> trustlevel = {};
    Utf8 procedure = {}; //!< with a pattern-based registration
    std::chrono::milliseconds timeout{0};
    bool receiveProgress = false;
    bool progress = false;
    Rare rare = {};
    bool operator==(const InvocationDetails &) const = default;
};

struct InterruptOptions
{
    std::optional<CancelMode> mode = {};
    QString reason = {}; //!< an URI
    Rare rare = {};
    bool operator==(const InterruptOptions &) const = default;
};

struct YieldOptions
{
    bool progress = false;
    Rare rare = {};
    bool operator==(const YieldOptions &) const = default;
};

} // namespace Gantry::Wamp
