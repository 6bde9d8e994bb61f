// SPDX-License-Identifier: MIT
// Who may log in to the router of these tests, and how.
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QList>

#include <utility>

namespace Gantry::Interop {

//! Somebody who may log in; an order's "auth" takes method, authid and secret.
struct Login
{
    QString method;
    QString authid;
    QString secret;
    QJsonObject principal; //!< what the router's configuration has of it
};
//! By what rows are called: "wampcra, salted". The role of all is "user".
QList<std::pair<QString, Login>> logins();
Login loginNamed(const QString &name);

} // namespace Gantry::Interop
