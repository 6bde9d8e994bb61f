// SPDX-License-Identifier: MIT
// A session with one procedure, "a.b", that the test calls as the router.
#pragma once

#include "sessionscene.h"

namespace Gantry::Test {

class ProcedureScene : public SessionScene
{
public:
    static constexpr Id registration = 5;

    ProcedureScene() { join(); }

    //! The first request.
    Registration add(const ProcedureHandler &handler, QObject *context = nullptr)
    {
        const auto future = context ? session->registerProcedure(u"a.b"_s, context, handler)
                                    : session->registerProcedure(u"a.b"_s, handler);
        receive(Registered{.request = wire.take<Register>().request, .registration = registration});
        return outcomeOf(future).registration;
    }
    template<typename Function>
    void addReplying(Function function)
    {
        add([function](const CallDetails &, const QVariantList &, const QVariantMap &,
                       const InvocationReply &reply) { function(reply); });
    }
    void invoke(Id request, const Payload &payload = {}, const InvocationDetails &details = {},
                Id of = registration)
    {
        receive(Invocation{.request = request, .registration = of, .details = details, .payload = payload});
    }
};

} // namespace Gantry::Test
