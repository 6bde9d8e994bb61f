// SPDX-License-Identifier: MIT
#include "websocket/transport/transportchoice.h"

#ifdef GANTRY_HAS_EPOLL
#include "websocket/transport/epolllocaltransport.h"
#include "websocket/transport/epolltcptransport.h"
#endif

#include "websocket/logging_p.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

TransportPolicy policyOfEnvironment()
{
    const QByteArray value = qgetenv("GANTRY_TRANSPORT");
    if (value == "stream")
        return TransportPolicy::Stream;
    if (value == "epoll")
        return TransportPolicy::Epoll;
    if (!value.isEmpty() && value != "auto")
        qCWarning(factoryLog, "GANTRY_TRANSPORT is none of auto, stream, epoll: it is ignored");
    return TransportPolicy::Auto;
}

//! Why there is no epoll; empty: there is.
QString complaintAboutEpoll(bool isSecure)
{
    if (isSecure)
        return u"the epoll transport carries no TLS"_s;
#ifdef GANTRY_HAS_EPOLL
    if (!EpollSet::ofThisThread())
        return u"the epoll transport is not available: %1"_s.arg(qt_error_string());
    return {};
#else
    return u"the epoll transport needs Linux"_s;
#endif
}

} // namespace

TransportChoice chooseTransport(TransportPolicy policy, bool isSecure)
{
    static const TransportPolicy fallback = policyOfEnvironment();
    // What the environment asks for is a wish as far as it can be had.
    const bool isWish = policy == TransportPolicy::Auto;
    if (isWish)
        policy = fallback;
    if (policy == TransportPolicy::Stream)
        return {};
    const QString complaint = complaintAboutEpoll(isSecure);
    return {.isEpoll = complaint.isEmpty(), .complaint = isWish ? QString() : complaint};
}

#ifdef GANTRY_HAS_EPOLL
std::unique_ptr<Transport> makeEpollTcpTransport(qintptr descriptor, bool noDelay)
{
    return EpollTcpTransport::make(int(descriptor), noDelay);
}

std::unique_ptr<Transport> makeEpollLocalTransport(qintptr descriptor, const QString &path)
{
    return std::make_unique<EpollLocalTransport>(int(descriptor), path);
}
#else
std::unique_ptr<Transport> makeEpollTcpTransport(qintptr, bool)
{
    Q_UNREACHABLE();
}

std::unique_ptr<Transport> makeEpollLocalTransport(qintptr, const QString &)
{
    Q_UNREACHABLE();
}
#endif

} // namespace Gantry
