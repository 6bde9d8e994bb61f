// SPDX-License-Identifier: MIT
// What the replies of one call share: whoever lets go of it last answers for all.
#pragma once

#include "wamp/session/applicationsession.h"

namespace Gantry::Wamp {

struct InvocationTicket
{
    InvocationTicket(ApplicationSession *ofSession, quint32 number, Id ofRequest)
        : session(ofSession)
        , joinNumber(number)
        , request(ofRequest)
    { }
    ~InvocationTicket();
    Q_DISABLE_COPY_MOVE(InvocationTicket)

    //! nullptr: the session is over.
    CalleeRole *callee() const;

    QPointer<ApplicationSession> session;
    quint32 joinNumber;
    Id request;
};

} // namespace Gantry::Wamp
