// SPDX-License-Identifier: MIT
// A function that answers calls, whichever of the allowed shapes it has.
#pragma once

#include "../serializer/serializer.h"
#include "calldetails.h"

#include <QtCore/QPointer>

#include <concepts>
#include <functional>
#include <type_traits>
#include <utility>

namespace Gantry::Wamp {

//! One part of one call on its way through a handler. For ProcedureHandler alone.
class GANTRY_WAMP_EXPORT InvocationContext
{
public:
    InvocationContext(const CallDetails &details, PayloadContent content) noexcept
        : m_details(details)
        , m_content(std::move(content))
    { }

    const CallDetails &details() const noexcept { return m_details; }
    const QVariantList &args() const noexcept { return m_content.args; }
    const QVariantMap &kwargs() const noexcept { return m_content.kwargs; }

    void answer(const CallResult &result) const;
    //! The handler returned nothing.
    void answer() const;
    void answer(const QFuture<CallResult> &result) const;
    InvocationReply reply() const;

private:
    const CallDetails &m_details;
    PayloadContent m_content;
};

/*!
    Anything that can be called with one of

        (const CallDetails &, const QVariantList &args, const QVariantMap &kwargs, InvocationReply)
        (const CallDetails &, const QVariantList &args, const QVariantMap &kwargs)
        (const QVariantList &args, const QVariantMap &kwargs)
        (const QVariantList &args)
        ()

    The first one answers through the reply. The others answer with what they return:
    nothing, a CallResult, a QFuture<CallResult>, a QVariant or what one can be made of,
    which is the only argument of the result then. The payload is decoded only for those
    that ask for it.

    An exception is the answer, too: see ApplicationSession::define().
*/
class GANTRY_WAMP_EXPORT ProcedureHandler
{
public:
    template<typename Function>
    requires(!std::same_as<std::remove_cvref_t<Function>, ProcedureHandler>)
        ProcedureHandler(Function function) // NOLINT(google-explicit-constructor): a function is a handler
        : m_wantsPayload(!std::is_invocable_v<Function &>)
        , m_run([function = std::move(function)](InvocationContext &context) mutable {
            run(function, context);
        })
    { }

    //! The slot or invokable method \a name of \a object, see registerObject(). Overloads
    //! are told apart by the arguments of each call.
    static ProcedureHandler ofMethod(QObject *object, const QByteArray &name);

    bool wantsPayload() const noexcept { return m_wantsPayload; }
    void operator()(InvocationContext &context) const { m_run(context); }

private:
    ProcedureHandler() = default;

    template<typename Function>
    static void run(Function &function, InvocationContext &context)
    {
        const auto &d = context.details();
        if constexpr (std::is_invocable_v<Function &>)
            finish(context, function);
        else if constexpr (std::is_invocable_v<Function &, const QVariantList &>)
            finish(context, function, context.args());
        else if constexpr (std::is_invocable_v<Function &, const QVariantList &, const QVariantMap &>)
            finish(context, function, context.args(), context.kwargs());
        else if constexpr (std::is_invocable_v<Function &, const CallDetails &, const QVariantList &,
                                               const QVariantMap &>)
            finish(context, function, d, context.args(), context.kwargs());
        else {
            static_assert(std::is_invocable_v<Function &, const CallDetails &, const QVariantList &,
                                              const QVariantMap &, InvocationReply>,
                          "not a shape that a handler of calls may have");
            function(d, context.args(), context.kwargs(), context.reply());
        }
    }

    template<typename Function, typename... Arguments>
    static void finish(InvocationContext &context, Function &function, const Arguments &...arguments)
    {
        using Result = std::invoke_result_t<Function &, const Arguments &...>;
        if constexpr (std::is_void_v<Result>) {
            function(arguments...);
            context.answer();
        } else if constexpr (std::is_convertible_v<
                                 Result, CallResult> || std::is_convertible_v<Result, QFuture<CallResult>>) {
            context.answer(function(arguments...));
        } else if constexpr (std::is_same_v<std::remove_cvref_t<Result>, QVariant>) {
            context.answer(CallResult{.args = {function(arguments...)}});
        } else {
            context.answer(CallResult{.args = {QVariant::fromValue(function(arguments...))}});
        }
    }

    bool m_wantsPayload = true;
    std::function<void(InvocationContext &)> m_run;
};

} // namespace Gantry::Wamp
