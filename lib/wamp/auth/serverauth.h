// SPDX-License-Identifier: MIT
// How a router finds out who a client is: one exchange a session, of one method. Pure: the
// clock and chance come in.
#pragma once

#include "../message/message.h"

#include <QtCore/QDateTime>

#include <functional>
#include <memory>
#include <optional>
#include <variant>

namespace Gantry::Wamp {

//! What a client said and how it came, when it wants to join.
struct AuthRequest
{
    QString realm = {};
    HelloDetails hello = {};
    Id session = 0; //!< the one that it will have
    QString peer = {}; //!< where it comes from
    bool isSecure = false;
    QByteArray peerCertificate = {}; //!< DER; empty without
    bool isPeerCertificateVerified = false;
    //! What names the TLS channel (tls-server-end-point); nullopt: none.
    std::optional<QByteArray> channelId = {};
};

struct AuthAccept
{
    QString authid = {};
    QString authrole = {};
    QString authmethod = {};
    QString authprovider = {}; //!< "static", "dynamic" ...
    QVariantMap authextra = {}; //!< for WELCOME
    bool operator==(const AuthAccept &) const = default;
};

struct AuthDeny
{
    QString reason = {}; //!< an URI for ABORT
    QString message = {}; //!< English; tells nothing of who exists
    bool operator==(const AuthDeny &) const = default;
};

//! CHALLENGE goes out and AUTHENTICATE is awaited, or it is decided.
using AuthStep = std::variant<AuthAccept, AuthDeny, Challenge>;

//! One session's; it does not outlive its method.
class GANTRY_WAMP_EXPORT AuthExchange
{
public:
    AuthExchange() = default;
    AuthExchange(const AuthExchange &) = delete;
    AuthExchange &operator=(const AuthExchange &) = delete;
    virtual ~AuthExchange() = default;

    virtual AuthStep begin() = 0;
    //! After a Challenge.
    virtual AuthStep answer(const Authenticate &message) = 0;
};

//! Where an exchange has chance and the time from.
struct AuthMeans
{
    //! So many octets that nobody can guess.
    std::function<QByteArray(qsizetype)> random = {};
    std::function<QDateTime()> now = {};
};

/*!
    A method that a realm offers. A router asks those that the client named, in the client's
    order, and takes the first that it has.
*/
class GANTRY_WAMP_EXPORT AuthMethod
{
public:
    AuthMethod() = default;
    AuthMethod(const AuthMethod &) = delete;
    AuthMethod &operator=(const AuthMethod &) = delete;
    virtual ~AuthMethod() = default;

    virtual QString name() const = 0; //!< "wampcra"
    //! Other names clients use for it; "wamp-scram".
    virtual QStringList otherNames() const { return {}; }
    virtual std::unique_ptr<AuthExchange> exchange(const AuthRequest &request, const AuthMeans &means) = 0;
};

} // namespace Gantry::Wamp
