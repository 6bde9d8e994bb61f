// SPDX-License-Identifier: MIT
// How a request of a session failed, as a value and, for those who want one, as an
// exception.
#pragma once

#include "../message/wampexport.h"

#include <QtCore/QString>
#include <QtCore/QVariantList>
#include <QtCore/QVariantMap>

#include <exception>
#include <stdexcept>
#include <string>

namespace Gantry::Wamp {

//! Why a request had no success.
enum class Failure : quint8 {
    None,
    Refused, //!< ERROR came: RequestError::uri says which one
    SessionNotReady, //!< not joined, or leaving: nothing was sent
    TransportLost, //!< the transport, or the session object, went before the answer came
    SessionLeft, //!< the session ended in order before the answer came
    InvalidUri, //!< nothing was sent
    NotAnnounced, //!< the router does not have what was asked for: nothing was sent
    NotSerializable, //!< the payload cannot be put in the transport's encoding: nothing was sent
    TooBig, //!< longer than the router or our own limit allows: nothing was sent
    TimedOut, //!< CallOptions::timeout passed without an answer
    Canceled, //!< given up here, where the router could not be asked
    Unreadable, //!< the payload that came does not stand for values that Qt has
};

/*!
    An error as WAMP sends it: thrown by a handler it becomes the ERROR of its call, and
    CallOutcome::throwIfError() throws it for one that came.
*/
class GANTRY_WAMP_EXPORT ApplicationError : public std::exception
{
public:
    explicit ApplicationError(const QString &uri, const QVariantList &args = {},
                              const QVariantMap &kwargs = {});
    ApplicationError(const ApplicationError &) = default;
    ApplicationError(ApplicationError &&) = default;
    ApplicationError &operator=(const ApplicationError &) = default;
    ApplicationError &operator=(ApplicationError &&) = default;
    ~ApplicationError() override;

    //! The URI, and the first of the args if it is text.
    const char *what() const noexcept override { return m_what.c_str(); }

    const QString &uri() const noexcept { return m_uri; }
    const QVariantList &args() const noexcept { return m_args; }
    const QVariantMap &kwargs() const noexcept { return m_kwargs; }
    //! The first of the args as text; empty if there is none.
    QString message() const { return m_args.value(0).toString(); }

    bool operator==(const ApplicationError &other) const
    {
        return m_uri == other.m_uri && m_args == other.m_args && m_kwargs == other.m_kwargs;
    }

private:
    QString m_uri;
    QVariantList m_args;
    QVariantMap m_kwargs;
    std::string m_what;
};

// What RequestError::raise() throws for failures that are not ERROR.

//! Failure::SessionNotReady.
class SessionNotReady : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};
//! Failure::TransportLost and SessionLeft.
class TransportLost : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};
//! Failure::NotSerializable, TooBig and Unreadable.
class SerializationError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};
//! Failure::InvalidUri.
class InvalidUriError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

//! Why a request failed, in full.
struct GANTRY_WAMP_EXPORT RequestError
{
    Failure failure = Failure::None;
    //! Of the ERROR. TimedOut and Canceled have the URIs that a router would have given.
    QString uri = {};
    QVariantList args = {};
    QVariantMap kwargs = {};
    //! What ApplicationSession::define() has for the URI; null: nothing.
    std::exception_ptr exception = {};

    explicit operator bool() const noexcept { return failure != Failure::None; }
    //! For people: English, where this side wrote it.
    QString text() const;
    //! Throws the defined exception, or an ApplicationError where there is an URI, or one
    //! of the classes above (std::runtime_error for NotAnnounced). No effect without error.
    void raise() const;
    bool operator==(const RequestError &other) const
    {
        return failure == other.failure && uri == other.uri && args == other.args && kwargs == other.kwargs;
    }
};

} // namespace Gantry::Wamp
