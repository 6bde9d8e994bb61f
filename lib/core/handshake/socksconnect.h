// SPDX-License-Identifier: MIT
// CONNECT to a SOCKS 5 proxy (RFC 1928), with user name and password (RFC 1929). The
// proxy looks the target's name up.
#pragma once

#include "core/handshake/proxyhandshake.h"

namespace Gantry::Core {

class SocksConnect final : public ProxyHandshake
{
public:
    explicit SocksConnect(const ProxyRequest &request);

private:
    enum class Stage : quint8 { Method, Credentials, Reply };

    void start();
    qsizetype take(QByteArrayView bytes) override;
    qsizetype takeMethod(QByteArrayView bytes);
    qsizetype takeVerdict(QByteArrayView bytes);
    qsizetype takeReply(QByteArrayView bytes);
    void sendCredentials();
    void sendConnect();

    ProxyRequest m_request;
    Stage m_stage = Stage::Method;
};

} // namespace Gantry::Core
