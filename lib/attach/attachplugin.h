// SPDX-License-Identifier: MIT
// The plugin's root object: runs an AttachServer in a thread of its own from start()
// until the application object goes.
#pragma once

#include "tap/inspectionplugin.h"

#include <QtCore/QObject>
#include <QtCore/QThread>

#include <memory>

namespace Gantry::Attach {

class AttachServer;

class AttachPlugin : public QObject, public Tap::InspectionPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID GANTRY_INSPECTION_PLUGIN_IID)
    Q_INTERFACES(Gantry::Tap::InspectionPlugin)

public:
    explicit AttachPlugin(QObject *parent = nullptr);
    ~AttachPlugin() override;

    QString start() override;
    void stop();

private:
    QThread m_thread;
    std::unique_ptr<AttachServer> m_server; //!< lives in m_thread
};

} // namespace Gantry::Attach
