// SPDX-License-Identifier: MIT
// The listening end of the attach socket. Lets in processes of the same user, and
// speaks the protocol with each; what they get is TapService's business.
#pragma once

#include "attach/tapservice.h"

#include <QtNetwork/QLocalServer>

namespace Gantry::Attach {

class AttachServer : public QLocalServer
{
    Q_OBJECT

public:
    explicit AttachServer(Tap::Hub &hub = Tap::Hub::instance(), TapServiceOptions options = {},
                          QObject *parent = nullptr);
    ~AttachServer() override;

    //! Listens as this process in \a directory, which is made if need be. Empty, or
    //! why it cannot (English).
    QString start(const QString &directory);
    //! Ends all connections and removes the socket.
    void stop();

protected:
    void incomingConnection(quintptr descriptor) override;

private:
    TapService m_service;
    quint64 m_lastClient = 0;
    qint64 m_startTimeNs = 0;
};

} // namespace Gantry::Attach
