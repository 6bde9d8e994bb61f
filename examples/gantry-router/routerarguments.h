// SPDX-License-Identifier: MIT
// gantry-router's flags, as values.
#pragma once

#include "routerconfig.h"

namespace Gantry::Examples {

class ProgramArguments;

struct RouterArguments
{
    QString configFile = {}; //!< empty: none
    //! Of the command line alone.
    QList<ListenerConfig> listeners = {};
    QList<RealmConfig> realms = {};
};

void declareRouterArguments(ProgramArguments &arguments);
//! Leaves complaints in \a arguments.
RouterArguments readRouterArguments(ProgramArguments &arguments);

} // namespace Gantry::Examples
