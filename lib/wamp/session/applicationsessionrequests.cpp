// SPDX-License-Identifier: MIT
// What applications ask of a session, on its way to the role that does it.
#include "wamp/session/applicationsession.h"

#include "wamp/session/applicationsession_p.h"
#include "wamp/session/objectmethods.h"

namespace Gantry::Wamp {

CallHandle ApplicationSession::call(const QString &procedure, const QVariantList &args,
                                    const QVariantMap &kwargs, const CallOptions &options,
                                    const ProgressHandler &onProgress)
{
    return d->caller.call(procedure, Payload::fromValues(args, kwargs), options, onProgress);
}

CallHandle ApplicationSession::call(const QString &procedure, const QVariantMap &kwargs,
                                    const CallOptions &options, const ProgressHandler &onProgress)
{
    return d->caller.call(procedure, Payload::fromValues({}, kwargs), options, onProgress);
}

QFuture<RegisterOutcome> ApplicationSession::registerProcedure(const QString &procedure,
                                                               const ProcedureHandler &handler,
                                                               const RegisterOptions &options)
{
    return d->callee.add(procedure, {}, handler, options);
}

QFuture<RegisterOutcome> ApplicationSession::registerProcedure(const QString &procedure, QObject *context,
                                                               const ProcedureHandler &handler,
                                                               const RegisterOptions &options)
{
    return d->callee.add(procedure, HandlerContext(context), handler, options);
}

QList<QFuture<RegisterOutcome>> ApplicationSession::registerObject(const QString &prefix, QObject *object,
                                                                   const RegisterOptions &options)
{
    QList<QFuture<RegisterOutcome>> futures;
    for (const QByteArray &name : remoteMethodNames(object)) {
        futures.append(registerProcedure(prefix + u'.' + QString::fromUtf8(name), object,
                                         ProcedureHandler::ofMethod(object, name), options));
    }
    return futures;
}

QFuture<SubscribeOutcome> ApplicationSession::subscribe(const QString &topic, const EventHandler &handler,
                                                        const SubscribeOptions &options)
{
    return d->subscriber.add(topic, {}, handler, options);
}

QFuture<SubscribeOutcome> ApplicationSession::subscribe(const QString &topic, QObject *context,
                                                        const EventHandler &handler,
                                                        const SubscribeOptions &options)
{
    return d->subscriber.add(topic, HandlerContext(context), handler, options);
}

SendOutcome ApplicationSession::publish(const QString &topic, const QVariantList &args,
                                        const QVariantMap &kwargs, const PublishOptions &options)
{
    return d->publisher.publish(topic, Payload::fromValues(args, kwargs), options);
}

QFuture<PublishOutcome> ApplicationSession::publishAcknowledged(const QString &topic,
                                                                const QVariantList &args,
                                                                const QVariantMap &kwargs,
                                                                const PublishOptions &options)
{
    return d->publisher.publishAcknowledged(topic, Payload::fromValues(args, kwargs), options);
}

ExceptionMap &ApplicationSession::exceptions()
{
    return d->exceptions;
}

} // namespace Gantry::Wamp
