// SPDX-License-Identifier: MIT
#include "wamp/session/requesterror.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

QString described(const QString &uri, const QVariantList &args)
{
    const QString text = args.value(0).toString();
    return text.isEmpty() ? uri : uri + u": "_s + text;
}

QLatin1StringView meaningOf(Failure failure)
{
    switch (failure) {
    case Failure::None:
        break;
    case Failure::Refused:
        return "refused"_L1;
    case Failure::SessionNotReady:
        return "the session is not joined"_L1;
    case Failure::TransportLost:
        return "the transport was lost"_L1;
    case Failure::SessionLeft:
        return "the session ended"_L1;
    case Failure::InvalidUri:
        return "not a valid URI"_L1;
    case Failure::NotAnnounced:
        return "the router does not have this feature"_L1;
    case Failure::NotSerializable:
        return "the payload cannot be serialized"_L1;
    case Failure::TooBig:
        return "the payload is too big"_L1;
    case Failure::TimedOut:
        return "no answer in time"_L1;
    case Failure::Canceled:
        return "canceled"_L1;
    case Failure::Unreadable:
        return "the payload that came has no meaning here"_L1;
    }
    return {};
}

} // namespace

ApplicationError::ApplicationError(const QString &uri, const QVariantList &args, const QVariantMap &kwargs)
    : m_uri(uri)
    , m_args(args)
    , m_kwargs(kwargs)
    , m_what(described(uri, args).toStdString())
{ }

ApplicationError::~ApplicationError() = default;

QString RequestError::text() const
{
    return uri.isEmpty() ? QString(meaningOf(failure)) : described(uri, args);
}

void RequestError::raise() const
{
    if (exception)
        std::rethrow_exception(exception);
    if (!uri.isEmpty())
        throw ApplicationError(uri, args, kwargs);
    const std::string what = text().toStdString();
    switch (failure) {
    case Failure::None:
        return;
    case Failure::SessionNotReady:
        throw SessionNotReady(what);
    case Failure::TransportLost:
    case Failure::SessionLeft:
        throw TransportLost(what);
    case Failure::NotSerializable:
    case Failure::TooBig:
    case Failure::Unreadable:
        throw SerializationError(what);
    case Failure::InvalidUri:
        throw InvalidUriError(what);
    case Failure::Refused:
    case Failure::NotAnnounced:
    case Failure::TimedOut:
    case Failure::Canceled:
        throw std::runtime_error(what);
    }
}

} // namespace Gantry::Wamp
