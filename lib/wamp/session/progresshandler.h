// SPDX-License-Identifier: MIT
// Who gets the progressive results of a call.
#pragma once

#include <QtCore/QPointer>
#include <QtCore/QVariant>

#include <concepts>
#include <functional>
#include <type_traits>

namespace Gantry::Wamp {

//! A function (const QVariantList &args, const QVariantMap &kwargs), or of the args alone,
//! which is called as long as the object that was given with it lives.
class ProgressHandler
{
public:
    //! Wants no progressive results.
    ProgressHandler() = default;
    //! Without an object: what the function refers to lives as long as the call.
    template<typename Function>
    requires(!std::same_as<std::remove_cvref_t<Function>, ProgressHandler>)
        ProgressHandler(Function function) // NOLINT(google-explicit-constructor): a function is a handler
        : m_function(shaped(std::move(function)))
    { }
    template<typename Function>
    ProgressHandler(QObject *context, Function function)
        : m_context(context)
        , m_hasContext(true)
        , m_function(shaped(std::move(function)))
    { }

    explicit operator bool() const noexcept { return bool(m_function); }
    void operator()(const QVariantList &args, const QVariantMap &kwargs) const
    {
        if (m_function && (!m_hasContext || m_context))
            m_function(args, kwargs);
    }

private:
    using Function2 = std::function<void(const QVariantList &, const QVariantMap &)>;

    template<typename Function>
    static Function2 shaped(Function function)
    {
        if constexpr (std::is_invocable_v<Function &, const QVariantList &, const QVariantMap &>)
            return Function2(std::move(function));
        else
            return Function2([function = std::move(function)](
                                 const QVariantList &args, const QVariantMap &) mutable { function(args); });
    }

    QPointer<QObject> m_context;
    bool m_hasContext = false;
    Function2 m_function;
};

} // namespace Gantry::Wamp
