// SPDX-License-Identifier: GPL-3.0-only
// Who takes part in the demo and what they say. Lives in the demo's thread.
#pragma once

#include <QtCore/QObject>

namespace Gantry::Inspector {

class DemoPlay : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    //! begun() or failed() is emitted before this returns.
    void begin();

Q_SIGNALS:
    void begun();
    void failed(const QString &reason);
};

} // namespace Gantry::Inspector
