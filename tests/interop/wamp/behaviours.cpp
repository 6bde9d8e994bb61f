// SPDX-License-Identifier: MIT
#include "behaviours.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QList>

#include <memory>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;
using namespace Wamp;

namespace {

CallResult echo(const QVariantList &args, const QVariantMap &kwargs)
{
    return {.args = args, .kwargs = kwargs};
}

QVariant add(const QVariantList &args)
{
    qlonglong sum = 0;
    for (const QVariant &term : args)
        sum += term.toLongLong();
    return sum;
}

CallResult progress(const CallDetails &details, const QVariantList &args, const QVariantMap &)
{
    const int steps = args.value(0).toInt();
    for (int step = 0; step < steps && details.receiveProgress; ++step) {
        if (!details.sendProgress({step}, {{u"of"_s, steps}}).isOk())
            throw ApplicationError(u"com.example.error.no_progress"_s);
    }
    return {.args = {steps}};
}

// Knows its calls by themselves: a reply that is forgotten is an answer.
ProcedureHandler hang(const std::function<void(const QString &)> &say)
{
    const auto replies = std::make_shared<QList<InvocationReply>>();
    return [say, replies](const CallDetails &, const QVariantList &, const QVariantMap &,
                          const InvocationReply &reply) {
        say(u"invoked"_s);
        replies->append(reply);
        reply.whenCanceled(QCoreApplication::instance(), [say, reply] {
            say(u"interrupted"_s);
            if (!reply.sendError(Uris::canceled, {u"stopped in the middle"_s}).isOk())
                say(u"unanswerable"_s);
        });
    };
}

ProcedureHandler tell(const QString &tag)
{
    return [tag](const CallDetails &details, const QVariantList &, const QVariantMap &) {
        const bool isDisclosed = details.caller != 0;
        return CallResult{
            .args = {tag},
            .kwargs = {{u"procedure"_s, details.procedure},
                       {u"caller"_s, isDisclosed ? QVariant(details.caller) : QVariant()},
                       {u"caller_authid"_s, isDisclosed ? QVariant(details.callerAuthid) : QVariant()},
                       {u"caller_authrole"_s, isDisclosed ? QVariant(details.callerAuthrole) : QVariant()}}};
    };
}

} // namespace

ProcedureHandler behaviour(const QJsonObject &order, const std::function<void(const QString &)> &say)
{
    const QString name = order.value("behaviour"_L1).toString();
    if (name == "echo"_L1)
        return echo;
    if (name == "add"_L1)
        return add;
    if (name == "progress"_L1)
        return progress;
    if (name == "hang"_L1)
        return hang(say);
    if (name == "tell"_L1)
        return tell(order.value("tag"_L1).toString());
    return [uri = order.value("error"_L1).toString()](const QVariantList &args,
                                                      const QVariantMap &kwargs) -> CallResult {
        throw ApplicationError(uri, args, kwargs);
    };
}

} // namespace Gantry::Interop
