// SPDX-License-Identifier: MIT
#include "wrapping/websocketdevice.h"

#include "websocket/websocketadapterprotocol.h"
#include "wrapping/websocketdevice_p.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

WebSocketDevice::WebSocketDevice(WebSocketAdapterProtocol *protocol, OpenMode mode, QObject *parent)
    : QIODevice(parent)
    , d(std::make_unique<WebSocketDevicePrivate>(this, protocol))
{
    QIODevice::open(mode);
    d->watch();
}

WebSocketDevice::~WebSocketDevice()
{
    close();
}

WebSocketAdapterProtocol *WebSocketDevice::protocol() const
{
    return d->m_protocol;
}

WebSocketDevice::MessageType WebSocketDevice::messageType() const
{
    return d->m_type;
}

void WebSocketDevice::setMessageType(MessageType type)
{
    if (type != d->m_type)
        d->flush(); // what was written as the other
    d->m_type = type;
}

qint64 WebSocketDevice::readBufferSize() const
{
    return d->m_readBufferSize;
}

void WebSocketDevice::setReadBufferSize(qint64 octets)
{
    d->m_readBufferSize = std::max<qint64>(octets, 0);
    d->throttle();
}

bool WebSocketDevice::flush()
{
    return d->flush();
}

bool WebSocketDevice::open(OpenMode)
{
    if (isOpen())
        qWarning("Gantry::WebSocketDevice::open: it is open from the start");
    else
        setErrorString(u"a device that was closed cannot be opened again"_s);
    return false;
}

void WebSocketDevice::close()
{
    if (!isOpen())
        return;
    if (!std::exchange(d->m_isClosing, true)) {
        const QPointer<WebSocketDevice> guard(this);
        // By ourselves, because QIODevice::close() would go on with what a slot deleted.
        Q_EMIT aboutToClose();
        if (!guard || !isOpen())
            return;
    }
    const QSignalBlocker alreadyEmitted(this);
    QIODevice::close();
    d->m_unread.clear();
    d->letGo();
}

qint64 WebSocketDevice::bytesAvailable() const
{
    return QIODevice::bytesAvailable() + d->m_unread.size();
}

qint64 WebSocketDevice::bytesToWrite() const
{
    return QIODevice::bytesToWrite() + d->m_unsent.size() + d->m_marked;
}

bool WebSocketDevice::canReadLine() const
{
    return QIODevice::canReadLine() || d->m_unread.contains('\n');
}

qint64 WebSocketDevice::readData(char *data, qint64 maxSize)
{
    const qint64 size = d->m_unread.read(data, maxSize);
    d->throttleLater();
    return size == 0 && maxSize > 0 && d->isOver() ? -1 : size;
}

qint64 WebSocketDevice::writeData(const char *data, qint64 size)
{
    return d->write({data, size});
}

template<typename Condition>
void WebSocketDevicePrivate::waitUntil(Condition isDone, int msecs)
{
    const QPointer<WebSocketDevicePrivate> guard(this);
    QEventLoop loop;
    QTimer timer;
    connect(this, &WebSocketDevicePrivate::moved, &loop, [this, &isDone, &loop] {
        if (m_isOver || isDone())
            loop.quit();
    });
    connect(this, &QObject::destroyed, &loop, &QEventLoop::quit);
    if (msecs >= 0) {
        connect(&timer, &QTimer::timeout, &loop, &QEventLoop::quit);
        timer.start(msecs);
    }
    loop.exec(QEventLoop::ExcludeUserInputEvents);
}

bool WebSocketDevice::waitForReadyRead(int msecs)
{
    if (!isReadable() || d->isOver())
        return false;
    const quint64 before = d->m_announcements;
    const QPointer<WebSocketDevice> guard(this);
    // Who waits cannot read meanwhile: a full buffer must not keep the octets away.
    d->m_isHungry = true;
    d->throttle();
    d->flush();
    d->waitUntil([this, before] { return d->m_announcements != before; }, msecs);
    if (!guard)
        return false;
    d->m_isHungry = false;
    d->throttle();
    return d->m_announcements != before;
}

bool WebSocketDevice::waitForBytesWritten(int msecs)
{
    if (d->isOver() || bytesToWrite() == 0)
        return false;
    const quint64 before = d->m_departures;
    const QPointer<WebSocketDevice> guard(this);
    d->flush();
    d->waitUntil([this, before] { return d->m_departures != before; }, msecs);
    return guard && d->m_departures != before;
}

} // namespace Gantry
