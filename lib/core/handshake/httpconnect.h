// SPDX-License-Identifier: MIT
// CONNECT to an HTTP proxy (RFC 9110 section 9.3.6), with Basic credentials (RFC 7617).
#pragma once

#include "core/handshake/httphead.h"
#include "core/handshake/proxyhandshake.h"

namespace Gantry::Core {

class HttpConnect final : public ProxyHandshake
{
public:
    explicit HttpConnect(const ProxyRequest &request);

private:
    void start(const ProxyRequest &request);
    qsizetype take(QByteArrayView bytes) override;
    void judge();

    HttpHeadReader m_reader{HttpHeadReader::Kind::Response, Limits{}};
};

} // namespace Gantry::Core
