// SPDX-License-Identifier: MIT
#include "core/handshake/proxyhandshake.h"

#include "core/handshake/httpconnect.h"
#include "core/handshake/socksconnect.h"

namespace Gantry::Core {

std::unique_ptr<ProxyHandshake> ProxyHandshake::make(ProxyKind kind, const ProxyRequest &request)
{
    switch (kind) {
    case ProxyKind::HttpConnect:
        return std::make_unique<HttpConnect>(request);
    case ProxyKind::Socks5:
        return std::make_unique<SocksConnect>(request);
    }
    Q_UNREACHABLE();
}

void ProxyHandshake::feed(QByteArrayView bytes)
{
    if (m_status != Status::NeedMore)
        return;
    m_pending.append(bytes);
    while (m_status == Status::NeedMore && !m_pending.isEmpty()) {
        const qsizetype taken = take(m_pending);
        if (taken == 0)
            return;
        m_pending.remove(0, taken);
    }
    if (m_status == Status::Done && !m_pending.isEmpty())
        fail("the proxy sent octets that nobody asked for");
}

void ProxyHandshake::fail(const QByteArray &text, int httpStatus)
{
    m_status = Status::Failed;
    m_errorText = text;
    m_httpStatus = httpStatus;
    m_output.clear();
}

} // namespace Gantry::Core
