// SPDX-License-Identifier: MIT
// A function that gets events, whichever of the allowed shapes it has.
#pragma once

#include "../serializer/serializer.h"

#include <QtCore/QObject>

#include <concepts>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace Gantry::Wamp {

class ApplicationSession;

//! What a handler is told about an event.
struct EventInfo
{
    ApplicationSession *session = nullptr; //!< which it came through
    Id subscription = 0;
    Id publication = 0;
    QString topic = {}; //!< the one published to, also where a pattern was subscribed to
    Id publisher = 0; //!< its session; 0: not disclosed
    QString publisherAuthid = {};
    QString publisherAuthrole = {};
    std::optional<qint64> trustlevel = {};
    bool retained = false; //!< published before, and kept by the router
    QVariantMap custom = {}; //!< private keys, "_name"
    bool operator==(const EventInfo &) const = default;
};

/*!
    Anything that can be called with one of

        (const QVariantList &args, const QVariantMap &kwargs, const EventInfo &)
        (const QVariantList &args, const QVariantMap &kwargs)
        (const QVariantList &args)
        ()

    The payload is decoded only if somebody asks for it. A std::exception ends in
    onUserError().
*/
class GANTRY_WAMP_EXPORT EventHandler
{
public:
    template<typename Function>
    requires(!std::same_as<std::remove_cvref_t<Function>, EventHandler>)
        EventHandler(Function function) // NOLINT(google-explicit-constructor): a function is a handler
        : m_wantsPayload(!std::is_invocable_v<Function &>)
        , m_run(
              [function = std::move(function)](const PayloadContent &content, const EventInfo &info) mutable {
                  run(function, content, info);
              })
    { }

    //! The slot or invokable method \a name of \a object. It gets the args of the event, as
    //! many as it takes, and an event that does not fit ends in onUserError().
    static EventHandler ofMethod(QObject *object, const QByteArray &name);

    bool wantsPayload() const noexcept { return m_wantsPayload; }
    void operator()(const PayloadContent &content, const EventInfo &info) const { m_run(content, info); }

private:
    EventHandler() = default;

    template<typename Function>
    static void run(Function &function, const PayloadContent &content, const EventInfo &info)
    {
        if constexpr (std::is_invocable_v<Function &>)
            function();
        else if constexpr (std::is_invocable_v<Function &, const QVariantList &>)
            function(content.args);
        else if constexpr (std::is_invocable_v<Function &, const QVariantList &, const QVariantMap &>)
            function(content.args, content.kwargs);
        else {
            static_assert(
                std::is_invocable_v<Function &, const QVariantList &, const QVariantMap &, const EventInfo &>,
                "not a shape that a handler of events may have");
            function(content.args, content.kwargs, info);
        }
    }

    bool m_wantsPayload = true;
    std::function<void(const PayloadContent &, const EventInfo &)> m_run;
};

} // namespace Gantry::Wamp
