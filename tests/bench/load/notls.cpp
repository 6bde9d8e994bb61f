// SPDX-License-Identifier: MIT
#include "tlssession.h"

namespace Gantry::Bench {

struct TlsSession::Private
{ };

QString TlsSession::complaint()
{
    return QStringLiteral("wss needs OpenSSL (Debian: libssl-dev), which this build was made without");
}

// Nobody gets here: complaint() comes first.
TlsSession::TlsSession(int) { }
TlsSession::~TlsSession() = default;
ssize_t TlsSession::handshake()
{
    return Failed;
}
ssize_t TlsSession::read(std::span<char>)
{
    return Failed;
}
ssize_t TlsSession::write(std::span<const char>)
{
    return Failed;
}
bool TlsSession::wantsWrite() const
{
    return false;
}
QString TlsSession::cipher() const
{
    return {};
}

} // namespace Gantry::Bench
