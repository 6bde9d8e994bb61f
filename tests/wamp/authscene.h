// SPDX-License-Identifier: MIT
// A login without connections: a client's ClientLogin and a router's AuthMethod hand each
// other their messages, which a test may change on the way.
#pragma once

#include "wamp/auth/clientlogin.h"
#include "wamp/auth/clientmethods.h"
#include "wamp/auth/principal.h"

#include <QtCore/QRandomGenerator>

namespace Gantry::Testing {

using namespace Gantry::Wamp;

//! As far as it went.
struct Login
{
    HelloDetails hello = {};
    std::optional<Challenge> challenge = {};
    std::optional<Authenticate> answer = {};
    std::optional<AuthAccept> accept = {};
    std::optional<AuthDeny> deny = {}; //!< the router's no
    std::optional<AuthFailure> failure = {}; //!< the client's

    bool isIn() const { return accept && !failure; }
};

//! What a test changes, and when it is.
struct LoginScene
{
    AuthRequest request = {.realm = QStringLiteral("realm1"), .session = 4711};
    std::function<void(HelloDetails &)> onHello = {};
    std::function<void(Challenge &)> onChallenge = {};
    std::function<void(Authenticate &)> onAuthenticate = {};
    std::function<void(AuthAccept &)> onWelcome = {};
    std::optional<QByteArray> clientChannelId = {}; //!< "tls-server-end-point"
    QDateTime now = QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5, 6), Qt::UTC);
    std::chrono::seconds thinks{1}; //!< the client, before it answers
    quint32 seed = 1;
};

inline std::function<QByteArray(qsizetype)> seededRandom(quint32 seed)
{
    return [generator = std::make_shared<QRandomGenerator>(seed)](qsizetype size) {
        QByteArray octets(size, Qt::Uninitialized);
        for (char &octet : octets)
            octet = char(generator->bounded(256));
        return octets;
    };
}

template<typename Value>
void change(const std::function<void(Value &)> &hook, Value &value)
{
    if (hook)
        hook(value);
}

inline void settle(Login &login, const AuthStep &step)
{
    if (const auto *accept = std::get_if<AuthAccept>(&step))
        login.accept = *accept;
    else if (const auto *deny = std::get_if<AuthDeny>(&step))
        login.deny = *deny;
    else
        login.challenge = std::get<Challenge>(step);
}

inline WelcomeDetails welcomeOf(const AuthAccept &accept)
{
    return {.authid = accept.authid,
            .authrole = accept.authrole,
            .authmethod = accept.authmethod,
            .authprovider = accept.authprovider,
            .authextra = accept.authextra};
}

inline Login login(AuthMethod &method, const ClientAuths &auths, LoginScene scene = {})
{
    Login result;
    ClientAuthMeans means{.random = seededRandom(scene.seed)};
    means.channelId = [&scene](const QString &type) {
        return type == QLatin1String("tls-server-end-point") ? scene.clientChannelId : std::nullopt;
    };
    ClientLogin client(auths, means);
    result.failure = client.hello(result.hello);
    if (result.failure)
        return result;
    scene.request.hello = result.hello;
    change(scene.onHello, scene.request.hello);

    const auto exchange = method.exchange(
        scene.request, {.random = seededRandom(scene.seed + 1), .now = [&scene] { return scene.now; }});
    settle(result, exchange->begin());
    if (result.challenge) {
        change(scene.onChallenge, *result.challenge);
        const auto answer = client.answer(*result.challenge);
        if (const auto *failure = std::get_if<AuthFailure>(&answer)) {
            result.failure = *failure;
            return result;
        }
        result.answer = std::get<Authenticate>(answer);
        change(scene.onAuthenticate, *result.answer);
        scene.now = scene.now.addSecs(scene.thinks.count());
        settle(result, exchange->answer(*result.answer));
    }
    if (result.accept) {
        change(scene.onWelcome, *result.accept);
        result.failure = client.check(welcomeOf(*result.accept));
    }
    return result;
}

//! Knows \a principal by \a key and nobody else.
inline PrincipalLookup onlyOne(const QString &key, const Principal &principal)
{
    return [key, principal](const QString &asked, const AuthRequest &) {
        return asked == key ? std::optional(principal) : std::nullopt;
    };
}

} // namespace Gantry::Testing
