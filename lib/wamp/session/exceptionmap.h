// SPDX-License-Identifier: MIT
// Which C++ exceptions stand for which error URIs.
#pragma once

#include "outcomes.h"

#include <concepts>
#include <exception>
#include <functional>
#include <optional>
#include <type_traits>
#include <vector>

namespace Gantry::Wamp {

/*!
    How an exception of the class E becomes an error and is made from one. Specialize it
    where this does not fit. As it is, what() is the only argument of the error, unless E is
    an ApplicationError, whose args and kwargs are kept; and E is constructed from an
    ApplicationError, the text of its first argument (QString or std::string), or nothing,
    the first of these that it can be.
*/
template<typename E>
struct ExceptionTraits
{
    static CallResult payload(const E &exception)
    {
        if constexpr (std::derived_from<E, ApplicationError>)
            return {.args = exception.args(), .kwargs = exception.kwargs()};
        else if constexpr (std::derived_from<E, std::exception>)
            return {.args = {QString::fromUtf8(exception.what())}};
        else
            return {};
    }
    static E make(const ApplicationError &error)
    {
        if constexpr (std::is_constructible_v<E, const ApplicationError &>)
            return E(error);
        else if constexpr (std::is_constructible_v<E, QString>)
            return E(error.message());
        else if constexpr (std::is_constructible_v<E, std::string>)
            return E(error.message().toStdString());
        else
            return E();
    }
};

class GANTRY_WAMP_EXPORT ExceptionMap
{
public:
    template<typename E>
    void define(const QString &uri)
    {
        m_definitions.push_back({
            .uri = uri,
            .toError = [uri](const std::exception_ptr &exception) -> std::optional<ApplicationError> {
                try {
                    std::rethrow_exception(exception);
                } catch (const E &e) {
                    const CallResult payload = ExceptionTraits<E>::payload(e);
                    return ApplicationError(uri, payload.args, payload.kwargs);
                } catch (...) {
                    return std::nullopt;
                }
            },
            .fromError =
                [](const ApplicationError &error) {
                    return std::make_exception_ptr(ExceptionTraits<E>::make(error));
                },
        });
    }

    struct Translation
    {
        ApplicationError error;
        bool isExpected = false; //!< meant for the peer: no onUserError()
        QString text = {}; //!< what was thrown, for onUserError()
    };
    //! What \a exception, which a handler threw, is for the peer.
    Translation translate(const std::exception_ptr &exception) const;
    //! What is defined for an error that came; null: nothing.
    std::exception_ptr exceptionFor(const ApplicationError &error) const;

private:
    struct Definition
    {
        QString uri;
        std::function<std::optional<ApplicationError>(const std::exception_ptr &)> toError;
        std::function<std::exception_ptr(const ApplicationError &)> fromError;
    };
    std::vector<Definition> m_definitions;
};

} // namespace Gantry::Wamp
