// SPDX-License-Identifier: MIT
#include "core/handshake/httpconnect.h"

#include "core/handshake/credentials.h"
#include "core/handshake/handshakefields.h"
#include "core/message/utf8validator.h"

namespace Gantry::Core {

HttpConnect::HttpConnect(const ProxyRequest &request)
{
    start(request);
}

void HttpConnect::start(const ProxyRequest &request)
{
    const QByteArray host = request.host.contains(':') ? '[' + request.host + ']' : request.host;
    // RFC 9110 section 9.3.6: the target is always host and port, the scheme's included.
    const QByteArray target = host + ':' + QByteArray::number(request.port);
    if (!isHostValue(host))
        return fail("malformed host");
    QByteArray head = "CONNECT " + target + " HTTP/1.1\r\n";
    appendField(head, "Host", target);
    if (!request.user.isEmpty() || !request.password.isEmpty()) {
        const HeaderField field =
            basicAuthorization(QString::fromUtf8(request.user), QString::fromUtf8(request.password));
        if (field.name.isEmpty())
            return fail("the proxy's user or password cannot be sent");
        // Sent at once: whoever gave them to this proxy wants them used, and not every
        // proxy keeps the connection after its 407.
        appendField(head, "Proxy-Authorization", field.value);
    }
    send(head + "\r\n");
}

qsizetype HttpConnect::take(QByteArrayView bytes)
{
    const qsizetype taken = m_reader.feed(bytes);
    switch (m_reader.status()) {
    case HttpHeadReader::Status::NeedMore:
        break;
    case HttpHeadReader::Status::Complete:
        judge();
        break;
    case HttpHeadReader::Status::Error:
        fail("the proxy's answer is not HTTP: " + m_reader.error().text);
        break;
    }
    return taken;
}

void HttpConnect::judge()
{
    // RFC 9110 section 9.3.6: "Any 2xx (Successful) response indicates that the sender
    // [...] will switch to tunnel mode immediately after the response header section".
    const HttpResponseHead &head = m_reader.response();
    if (head.status / 100 == 2)
        return succeed();
    const QByteArray &phrase = head.reasonPhrase;
    const bool isReadable = !phrase.isEmpty() && phrase.size() <= 100 && isValidUtf8(phrase);
    fail("the proxy answered " + QByteArray::number(head.status) + ' '
             + (isReadable ? phrase : httpReasonPhrase(head.status).toByteArray()),
         head.status);
}

} // namespace Gantry::Core
