// SPDX-License-Identifier: GPL-3.0-only
// Secrets in opening handshakes: header values, subprotocols, query keys. What is not
// secret stays as it is, octet by octet.
#pragma once

#include "core/handshake/headerfields.h"
#include "export/redaction.h"

namespace Gantry::Inspector {

//! All that is replaced is noted in \a plan, which is borrowed.
class HeadRedaction
{
public:
    explicit HeadRedaction(RedactionPlan &plan)
        : m_plan(plan)
    { }

    //! A URL or a request's target.
    QByteArray url(const QByteArray &url);
    //! "GET /chat?token=… HTTP/1.1"
    QByteArray requestLine(const QByteArray &line);
    Core::HeaderFields fields(const Core::HeaderFields &fields);
    //! The value of Sec-WebSocket-Protocol: one, or a list.
    QByteArray subprotocols(const QByteArray &value);
    //! Octets that may be a head which was not taken apart.
    QByteArray rawHead(const QByteArray &octets);

private:
    QByteArray field(const QByteArray &name, const QByteArray &value);
    QByteArray cookies(const QByteArray &name, const QByteArray &value);
    QByteArray setCookie(const QByteArray &name, const QByteArray &value);
    QByteArray credentials(const QByteArray &name, const QByteArray &value);

    RedactionPlan &m_plan;
};

//! Whether a query key or header of that name carries a secret: "token", "X-Api-Key" …
bool isSecretName(QByteArrayView name);
//! Whether a subprotocol is one: a JSON Web Token, "bearer.…", long and random.
bool isSecretToken(QByteArrayView token);

} // namespace Gantry::Inspector
