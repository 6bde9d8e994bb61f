// SPDX-License-Identifier: MIT
#include "wamp/transport/endedtransport.h"

#include <QtCore/QAbstractEventDispatcher>

namespace Gantry::Wamp {

// A thread that ends takes what was not told its end with it.
EndedTransport::EndedTransport()
    : QObject(QAbstractEventDispatcher::instance())
{ }

void EndedTransport::take(MessagePeer *peer, const QString &reason)
{
    auto *ended = new EndedTransport;
    ended->m_peer.attach(peer);
    ended->tellLater(false, reason);
}

void EndedTransport::take(PeerLink &link, const Transport &transport, bool wasOpened, const QString &reason)
{
    if (!link.peer())
        return;
    auto *ended = new EndedTransport;
    ended->m_serializer = transport.serializer();
    ended->m_details = transport.transportDetails();
    ended->m_written = transport.bytesWritten();
    link.handOver(ended->m_peer);
    ended->tellLater(wasOpened, reason);
}

void EndedTransport::tellLater(bool wasOpened, const QString &reason)
{
    const auto tell = [this, wasOpened, reason] {
        if (wasOpened || m_peer.open())
            m_peer.closed({.reason = reason});
        deleteLater();
    };
    QMetaObject::invokeMethod(this, tell, Qt::QueuedConnection);
}

} // namespace Gantry::Wamp
