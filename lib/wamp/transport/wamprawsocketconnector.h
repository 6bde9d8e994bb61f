// SPDX-License-Identifier: MIT
// One attempt of a WampRawSocketClientFactory, and what became of it.
#pragma once

#include "../message/wampexport.h"

#include <QtCore/QObject>

#include <memory>

namespace Gantry {

class WampRawSocketConnectorPrivate;
class WampRawSocketClientFactory;

/*!
    Made by WampRawSocketClientFactory::connectToRouter(), whose child it is. It emits
    connected() or failed(), and after connected() disconnected(), each from the event loop,
    and deletes itself after the last of them. Deleting it earlier gives the attempt up, or
    aborts the connection.
*/
class GANTRY_WAMP_EXPORT WampRawSocketConnector : public QObject
{
    Q_OBJECT

public:
    ~WampRawSocketConnector() override;

    //! Gives up, or aborts the connection; failed() or disconnected() follows.
    void stop();

Q_SIGNALS:
    //! The handshake is done; the peer is told next.
    void connected();
    //! There is no connection; \a reason is English. The peer, if there was one, knows
    //! nothing of it.
    void failed(const QString &reason);
    //! The connection is over, and the peer has been told.
    void disconnected(const QString &reason);

private:
    explicit WampRawSocketConnector(WampRawSocketClientFactory *factory);
    friend class WampRawSocketClientFactory;
    friend class WampRawSocketConnectorPrivate;
    std::unique_ptr<WampRawSocketConnectorPrivate> d;
};

} // namespace Gantry
