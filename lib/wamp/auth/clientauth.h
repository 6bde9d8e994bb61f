// SPDX-License-Identifier: MIT
// How a client shows a router who it is: a method and what it needs for that, of which each
// join makes an exchange. Pure: chance and what names the TLS channel come in.
// clientmethods.h makes the methods that WAMP knows; clientlogin.h offers several at once.
#pragma once

#include "../message/message.h"

#include <functional>
#include <memory>
#include <optional>
#include <variant>

namespace Gantry::Wamp {

//! Why a client does not go on with a login: it sends ABORT.
struct AuthFailure
{
    QString reason = {}; //!< an URI for ABORT
    QString message = {}; //!< English; no secret is in it
    bool operator==(const AuthFailure &) const = default;
};

//! Where an exchange has chance and the channel's name from.
struct ClientAuthMeans
{
    //! So many octets that nobody can guess.
    std::function<QByteArray(qsizetype)> random = {};
    //! What names the TLS channel, by the type's name ("tls-server-end-point"); nullopt, or
    //! no function: not available.
    std::function<std::optional<QByteArray>(const QString &type)> channelId = {};
};

//! One join's. It does not outlive its method.
class GANTRY_WAMP_EXPORT ClientAuthExchange
{
public:
    ClientAuthExchange() = default;
    ClientAuthExchange(const ClientAuthExchange &) = delete;
    ClientAuthExchange &operator=(const ClientAuthExchange &) = delete;
    virtual ~ClientAuthExchange();

    //! Once, first: what HELLO.Details.authextra has to have.
    virtual std::variant<QVariantMap, AuthFailure> begin() = 0;
    //! Once, if the router chose this method. It may compute for seconds when a password
    //! is stretched (KdfLimits).
    virtual std::variant<Authenticate, AuthFailure> answer(const Challenge &challenge) = 0;
    //! After answer(): whether the router is the one it should be.
    virtual std::optional<AuthFailure> check(const WelcomeDetails &welcome);
    //! A WELCOME without a CHALLENGE would miss what answer() and check() find out.
    virtual bool provesRouter() const;
};

//! A method with a client's name and secret; the same for any number of joins.
class GANTRY_WAMP_EXPORT ClientAuth
{
public:
    ClientAuth() = default;
    ClientAuth(const ClientAuth &) = delete;
    ClientAuth &operator=(const ClientAuth &) = delete;
    virtual ~ClientAuth();

    //! As in HELLO.Details.authmethods, the preferred first; "wamp-scram", "scram".
    virtual QStringList names() const = 0;
    //! For HELLO.Details.authid; empty: the router chooses.
    virtual QString authid() const = 0;
    virtual std::unique_ptr<ClientAuthExchange> exchange(const ClientAuthMeans &means) const = 0;
};

//! Shared, since the sessions that follow one another on lost connections have the same.
using ClientAuths = QList<std::shared_ptr<const ClientAuth>>;

} // namespace Gantry::Wamp
