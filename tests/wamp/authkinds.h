// SPDX-License-Identifier: MIT
// Each way to log in with a secret: a router that knows one user by it, and clients that
// have it, another one, or are nobody it knows.
#pragma once

#include "wamp/authscene.h"

namespace Gantry::Testing {

struct Kind
{
    std::unique_ptr<AuthMethod> method;
    ClientAuths right;
    ClientAuths wrong;
    //! Nobody that the router knows; \a name tells one from another.
    std::function<ClientAuths(const QString &name)> stranger;
    QString name; //!< in CHALLENGE and WELCOME
    QString authid = QStringLiteral("peter");
};

QStringList kindNames();
Kind kindOf(const QString &name);
//! A scene in which both ends see the same TLS channel.
LoginScene sceneOn(const QByteArray &channelId);
//! A row for each of kindNames(), in a column "kind".
void eachKind();

inline const QByteArray channelOctets = QByteArray(32, '\x5a');

} // namespace Gantry::Testing
