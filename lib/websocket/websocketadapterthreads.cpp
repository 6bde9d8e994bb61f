// SPDX-License-Identifier: MIT
// A protocol object and threads other than its own.
#include "websocket/websocketadapterprotocol.h"

#include "websocket/protocolguard_p.h"
#include "websocket/threadcheck_p.h"
#include "websocket/websocketadapterprotocol_p.h"

#include <QtCore/QEvent>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

ConnectionHandle WebSocketAdapterProtocol::handle()
{
    assertOwnThread(this, Q_FUNC_INFO);
    if (d->m_isFinished)
        return ConnectionHandle(d->m_extras ? d->m_extras->mailbox : nullptr);
    auto &mailbox = d->extras().mailbox;
    if (!mailbox)
        mailbox = ConnectionMailbox::make(this, d->m_number);
    return ConnectionHandle(mailbox);
}

bool WebSocketAdapterProtocol::event(QEvent *event)
{
    if (event->type() == QEvent::ThreadChange)
        d->leaveThread();
    return QObject::event(event);
}

//! Sockets, deadlines and mask keys belong to the thread where the connection came up;
//! none of them could follow while calls into them may be on the stack. This still is
//! that thread, so here the connection can be ended in order.
void WebSocketAdapterProtocolPrivate::leaveThread()
{
    ProtocolGuard::release(*this); // whoever is on this thread's stack has nothing to do here any more
    if (!m_link || m_isFinished)
        return;
    const QPointer<WebSocketAdapterProtocol> guard(q);
    const CloseInfo info{
        .reason = "the connection was moved to another thread", .by = ClosedBy::Local, .phase = phase()};
    const QString reason = QString::fromUtf8(info.reason);
    warn(reason + u", which ends it"_s);
    extras().lostReason = {.kind = ConnectionLostReason::Kind::Aborted, .text = reason};
    m_hasLeftThread = true;
    WebSocketLink::release(std::move(m_link));
    stopProducer();
    leave();
    if (!guard)
        return;
    if (q->parent() != m_factory)
        m_factory = nullptr; // it stays behind
    QMetaObject::invokeMethod(
        q, [this, info] { finish(info); }, Qt::QueuedConnection);
}

} // namespace Gantry
