// SPDX-License-Identifier: MIT
#pragma once

#include "core/message/preparedmessage.h"

#include <QtCore/QMutex>
#include <QtCore/QSharedData>

namespace Gantry {

class PreparedMessageData : public QSharedData
{
public:
    PreparedMessageData(const QByteArray &payload, bool isBinary, bool doNotCompress)
        : message(payload, isBinary, doNotCompress)
    { }

    QMutex mutex; //!< around what the message is turned into
    Core::PreparedMessage message;
};

} // namespace Gantry
