// SPDX-License-Identifier: GPL-3.0-only
#include "capture/proxyanswer.h"

#include "core/handshake/httphead.h"

namespace Gantry::Inspector {

QByteArray proxyAnswer(int status, const QByteArray &text)
{
    const QByteArray body = text + '\n';
    return "HTTP/1.1 " + QByteArray::number(status) + ' ' + Core::httpReasonPhrase(status).toByteArray()
        + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\nConnection: close\r\n\r\n" + body;
}

} // namespace Gantry::Inspector
