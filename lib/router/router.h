// SPDX-License-Identifier: MIT
// An embedded WAMP router: the realms of a process and the sessions that join them.
#pragma once

#include "../wamp/transport/transport.h"

#include <QtCore/QObject>

namespace Gantry::Wamp {

class GANTRY_WAMP_EXPORT Router : public QObject
{
    Q_OBJECT

public:
    explicit Router(QObject *parent = nullptr);
    ~Router() override;
};

} // namespace Gantry::Wamp
