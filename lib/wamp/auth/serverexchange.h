// SPDX-License-Identifier: MIT
// What the exchanges of a router's methods have in common: one challenge, one answer, in
// time, and one way to say no. Not for users.
#pragma once

#include "principal.h"

#include <chrono>

namespace Gantry::Wamp {

//! Longer than anybody computes; who holds a challenge back for later is too late.
inline constexpr std::chrono::seconds answerTime{60};

//! Of every login that fails on what was proven, whoever asked: it must not tell who exists.
AuthDeny failedLogin();
//! HELLO itself is wrong, for whomever.
AuthDeny badHello(const QString &message);

AuthAccept accepted(const Principal &principal, const QString &authid, const QString &method);

//! What the client asked to be bound to; nullopt: there is no such thing here.
std::optional<QByteArray> channelIdOf(const AuthRequest &request, const QString &type);

class ServerExchange : public AuthExchange
{
public:
    ServerExchange(AuthRequest request, AuthMeans means);

    AuthStep begin() final;
    AuthStep answer(const Authenticate &message) final;

protected:
    //! What CHALLENGE is to say, or the end.
    virtual AuthStep challenge() = 0;
    //! Once, in time.
    virtual AuthStep verify(const Authenticate &message) = 0;

    const AuthRequest &request() const noexcept { return m_request; }
    const AuthMeans &means() const noexcept { return m_means; }
    //! When begin() was called.
    const QDateTime &began() const noexcept { return m_began; }

private:
    AuthRequest m_request;
    AuthMeans m_means;
    QDateTime m_began;
    bool m_awaitsAnswer = false;
};

} // namespace Gantry::Wamp
