// SPDX-License-Identifier: MIT
// What procedures of our own client do, see wampactor.h.
#pragma once

#include <Gantry/ApplicationSession>

#include <QtCore/QJsonObject>

#include <functional>

namespace Gantry::Interop {

//! The handler for the order \a order. \a say tells what happened to a call, in a word.
Wamp::ProcedureHandler behaviour(const QJsonObject &order, const std::function<void(const QString &)> &say);

} // namespace Gantry::Interop
