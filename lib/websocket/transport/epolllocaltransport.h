// SPDX-License-Identifier: MIT
// Octets over a connected unix socket without Qt's socket classes.
#pragma once

#include "websocket/transport/epolltransport.h"

namespace Gantry {

class EpollLocalTransport final : public EpollTransport
{
public:
    //! Takes \a descriptor, a connected socket. \a path is the name of the one that was
    //! listened on, the only name there is.
    EpollLocalTransport(int descriptor, const QString &path);

    TransportDetails details() const override;

protected:
    std::unique_ptr<QIODevice> makeDevice(int descriptor) override;

private:
    QString m_path;
    qint64 m_peerPid;
    qint64 m_peerUid;
};

} // namespace Gantry
