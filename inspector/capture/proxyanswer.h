// SPDX-License-Identifier: GPL-3.0-only
// What a proxy says in the place of a target that cannot.
#pragma once

#include <QtCore/QByteArray>

namespace Gantry::Inspector {

//! A complete HTTP answer with \a text as its body, after which the connection ends.
QByteArray proxyAnswer(int status, const QByteArray &text);

} // namespace Gantry::Inspector
