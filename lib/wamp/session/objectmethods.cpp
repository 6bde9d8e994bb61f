// SPDX-License-Identifier: MIT
#include "wamp/session/objectmethods.h"

#include "wamp/message/errors.h"
#include "wamp/session/eventhandler.h"
#include "wamp/session/procedurehandler.h"

#include <QtCore/QMetaMethod>
#include <QtCore/QThread>

#include <optional>
#include <stdexcept>

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

bool isRemote(const QMetaMethod &method)
{
    const bool isCallable =
        method.methodType() == QMetaMethod::Slot || method.methodType() == QMetaMethod::Method;
    if (!isCallable || method.access() != QMetaMethod::Public)
        return false;
    const QMetaType result = method.returnMetaType();
    // moc leaves room for what is returned to the caller.
    const bool isMakeable =
        result.isValid() && (result.iface()->defaultCtr || !(result.flags() & QMetaType::NeedsConstruction));
    if (result.id() != QMetaType::Void && !isMakeable)
        return false;
    for (int i = 0; i < method.parameterCount(); ++i) {
        if (!method.parameterMetaType(i).isValid())
            return false;
    }
    return true;
}

//! One value a parameter of \a method, or nullopt: \a given does not fit.
std::optional<QVariantList> parametersOf(const QMetaMethod &method, const MethodArguments &given)
{
    QVariantList parameters;
    const int count = method.parameterCount();
    if (count > 0 && given.first.isValid() && method.parameterMetaType(0) == given.first.metaType())
        parameters.append(given.first);
    const qsizetype offset = parameters.size();
    const QByteArrayList names = method.parameterNames();
    qsizetype named = 0;
    for (qsizetype i = offset; i < count; ++i) {
        QVariant value;
        if (i - offset < given.args.size()) {
            value = given.args[i - offset];
        } else {
            const auto kwarg = given.kwargs.constFind(QString::fromUtf8(names.value(i)));
            if (kwarg == given.kwargs.constEnd())
                return std::nullopt;
            value = *kwarg;
            ++named;
        }
        const auto converted = convertedArgument(value, method.parameterMetaType(int(i)));
        if (!converted)
            return std::nullopt;
        parameters.append(*converted);
    }
    const bool areAllTaken = given.args.size() <= count - offset && given.kwargs.size() == named;
    return areAllTaken || given.mayBeMore ? std::optional(parameters) : std::nullopt;
}

QVariant invoke(QObject *object, const QMetaMethod &method, QVariantList parameters)
{
    const QMetaType variantType = QMetaType::fromType<QVariant>();
    const QMetaType resultType = method.returnMetaType();
    QVariant result;
    void *place = nullptr;
    if (resultType == variantType) {
        place = &result;
    } else if (resultType.id() != QMetaType::Void) {
        result = QVariant(resultType);
        place = result.data();
    }
    QVarLengthArray<void *, 11> pointers{place};
    for (qsizetype i = 0; i < parameters.size(); ++i) {
        const bool isVariant = method.parameterMetaType(int(i)) == variantType;
        pointers.append(isVariant ? static_cast<void *>(&parameters[i]) : parameters[i].data());
    }
    QMetaObject::metacall(object, QMetaObject::InvokeMetaMethod, method.methodIndex(), pointers.data());
    return result;
}

} // namespace

QByteArrayList remoteMethodNames(const QObject *object)
{
    QByteArrayList names;
    const QMetaObject *type = object->metaObject();
    for (int i = QObject::staticMetaObject.methodCount(); i < type->methodCount(); ++i) {
        const QMetaMethod method = type->method(i);
        if (isRemote(method) && !names.contains(method.name()))
            names.append(method.name());
    }
    return names;
}

QVariant callMethod(const QPointer<QObject> &object, const QByteArray &name, const MethodArguments &arguments)
{
    if (!object || object->thread() != QThread::currentThread())
        throw std::runtime_error("the object is gone, or lives in another thread");
    const QMetaObject *type = object->metaObject();
    // Of several that fit the one with most parameters, which leaves nothing out.
    std::optional<QMetaMethod> best;
    QVariantList parameters;
    for (int i = QObject::staticMetaObject.methodCount(); i < type->methodCount(); ++i) {
        const QMetaMethod method = type->method(i);
        if (method.name() != name || !isRemote(method)
            || (best && best->parameterCount() >= method.parameterCount()))
            continue;
        if (const auto fitting = parametersOf(method, arguments)) {
            best = method;
            parameters = *fitting;
        }
    }
    if (!best)
        throw ApplicationError(Uris::invalidArgument,
                               {u"%1: wrong number or type of arguments"_s.arg(QString::fromUtf8(name))});
    return invoke(object, *best, parameters);
}

ProcedureHandler ProcedureHandler::ofMethod(QObject *object, const QByteArray &name)
{
    ProcedureHandler handler;
    handler.m_run = [object = QPointer(object), name](InvocationContext &context) {
        const QVariant result = callMethod(object, name,
                                           {.args = context.args(),
                                            .kwargs = context.kwargs(),
                                            .first = QVariant::fromValue(context.details())});
        if (!result.isValid())
            context.answer();
        else if (result.metaType() == QMetaType::fromType<CallResult>())
            context.answer(result.value<CallResult>());
        else if (result.metaType() == QMetaType::fromType<QFuture<CallResult>>())
            context.answer(result.value<QFuture<CallResult>>());
        else
            context.answer(CallResult{.args = {result}});
    };
    return handler;
}

EventHandler EventHandler::ofMethod(QObject *object, const QByteArray &name)
{
    EventHandler handler;
    handler.m_run = [object = QPointer(object), name](const PayloadContent &content, const EventInfo &info) {
        callMethod(object, name,
                   {.args = content.args,
                    .kwargs = content.kwargs,
                    .first = QVariant::fromValue(info),
                    .mayBeMore = true});
    };
    return handler;
}

} // namespace Gantry::Wamp
