// SPDX-License-Identifier: MIT
#include "router/router.h"

namespace Gantry::Wamp {

Router::Router(QObject *parent)
    : QObject(parent)
{ }

Router::~Router() = default;

} // namespace Gantry::Wamp
