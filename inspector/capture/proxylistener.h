// SPDX-License-Identifier: GPL-3.0-only
// The listening side that all proxies have: an address, a backlog that takes bursts,
// and going on when descriptors have run out for a moment. Lives, with everything below
// it, in the proxy's own thread.
#pragma once

#include "core/handshake/websocketurl.h"

#include <QtNetwork/QTcpServer>

namespace Gantry::Inspector {

class ProxyListener : public QTcpServer
{
    Q_OBJECT

public:
    //! \a scheme: of the URL that listening() tells.
    ProxyListener(Core::WebSocketAddress address, QString scheme);

    //! listening() or failed() is emitted before this returns.
    void open();
    //! While held, nothing is read from any connection.
    virtual void setHeld(bool held) = 0;

Q_SIGNALS:
    //! With the port that is really listened on.
    void listening(const QString &url);
    void failed(const QString &reason);
    //! Worth telling; nothing ends.
    void noticed(const QString &text);

private:
    QString urlWith(quint16 port) const;

    const Core::WebSocketAddress m_address;
    const QString m_scheme;
};

} // namespace Gantry::Inspector
