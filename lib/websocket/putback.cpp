// SPDX-License-Identifier: MIT
#include "websocket/putback.h"

namespace Gantry {

void putBack(QIODevice *device, const QByteArray &octets)
{
    for (qsizetype at = octets.size(); at-- > 0;)
        device->ungetChar(octets[at]);
    if (device->bytesAvailable() > 0)
        QMetaObject::invokeMethod(device, &QIODevice::readyRead, Qt::QueuedConnection);
}

} // namespace Gantry
