// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QtPlugin>

namespace Gantry::Tap {

//! What the gantryattach plugin's root object implements.
class InspectionPlugin
{
public:
    virtual ~InspectionPlugin() = default;
    //! Starts to serve Hub::instance() unless it does already; empty, or why it
    //! cannot (English).
    virtual QString start() = 0;
};

} // namespace Gantry::Tap

#define GANTRY_INSPECTION_PLUGIN_IID "io.gantry.InspectionPlugin/1"
Q_DECLARE_INTERFACE(Gantry::Tap::InspectionPlugin, GANTRY_INSPECTION_PLUGIN_IID)
