// SPDX-License-Identifier: MIT
// What a session has to say to a router's challenge.
#pragma once

#include "../message/errors.h"
#include "../message/message.h"

#include <variant>

namespace Gantry::Wamp {

//! Made by one of its functions.
class ChallengeAnswer
{
public:
    struct Refusal
    {
        QString reason = {}; //!< an URI
        QString message = {}; //!< English
        bool operator==(const Refusal &) const = default;
    };
    struct Later
    {
        bool operator==(const Later &) const = default;
    };

    static ChallengeAnswer sign(const QString &signature, const QVariantMap &extra = {})
    {
        return ChallengeAnswer(Authenticate{.signature = signature, .extra = extra});
    }
    //! ABORT; onLeave() follows.
    static ChallengeAnswer refuse(const QString &message, const QString &reason = Uris::authenticationFailed)
    {
        return ChallengeAnswer(Refusal{.reason = reason, .message = message});
    }
    //! ApplicationSession::answerChallenge() follows, as when a person has to be asked.
    static ChallengeAnswer later() { return ChallengeAnswer(Later{}); }

    using Value = std::variant<Authenticate, Refusal, Later>;
    const Value &value() const noexcept { return m_value; }

private:
    explicit ChallengeAnswer(Value value)
        : m_value(std::move(value))
    { }
    Value m_value;
};

} // namespace Gantry::Wamp
