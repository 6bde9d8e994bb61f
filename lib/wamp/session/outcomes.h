// SPDX-License-Identifier: MIT
// What the futures of a session finish with: a value or why there is none.
#pragma once

#include "../message/id.h"
#include "registration.h"
#include "requesterror.h"
#include "subscription.h"

namespace Gantry::Wamp {

//! What a procedure gives back.
struct CallResult
{
    QVariantList args = {};
    QVariantMap kwargs = {};
    //! The first of the args: the value of most procedures.
    QVariant value() const { return args.value(0); }
    bool operator==(const CallResult &) const = default;
};

//! How a call ended.
struct CallOutcome
{
    CallResult result = {};
    RequestError error = {};
    bool isOk() const noexcept { return !error; }
    QVariant value() const { return result.value(); }
    //! See RequestError::raise().
    void throwIfError() const { error.raise(); }
    bool operator==(const CallOutcome &) const = default;
};

//! What became of an acknowledged publication.
struct PublishOutcome
{
    Id publication = 0; //!< its id
    RequestError error = {};
    bool isOk() const noexcept { return !error; }
    void throwIfError() const { error.raise(); }
    bool operator==(const PublishOutcome &) const = default;
};

//! What became of a subscription.
struct SubscribeOutcome
{
    Subscription subscription = {};
    RequestError error = {};
    bool isOk() const noexcept { return !error; }
    void throwIfError() const { error.raise(); }
    bool operator==(const SubscribeOutcome &) const = default;
};

//! What became of a registration.
struct RegisterOutcome
{
    Registration registration = {};
    RequestError error = {};
    bool isOk() const noexcept { return !error; }
    void throwIfError() const { error.raise(); }
    bool operator==(const RegisterOutcome &) const = default;
};

//! What became of a request that has no value: unsubscribe() and unregister().
struct RequestOutcome
{
    RequestError error = {};
    bool isOk() const noexcept { return !error; }
    void throwIfError() const { error.raise(); }
    bool operator==(const RequestOutcome &) const = default;
};

//! What became of a message that is not answered. Whatever has a failure had no effect.
struct [[nodiscard]] SendOutcome
{
    Failure failure = Failure::None;
    //! Taken, and more waits than the transport's high watermark: wait for drained().
    bool isFull = false;
    bool isOk() const noexcept { return failure == Failure::None; }
    bool operator==(const SendOutcome &) const = default;
};

} // namespace Gantry::Wamp
