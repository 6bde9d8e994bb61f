// SPDX-License-Identifier: MIT
// A device's two buffers, and what it is told by its connection.
#pragma once

#include "wrapping/bytequeue.h"
#include "wrapping/websocketdevice.h"

#include <QtCore/QPointer>

#include <deque>

namespace Gantry {

//! A QObject for the context of its connections, and for a signal that waits.
class WebSocketDevicePrivate : public QObject
{
    Q_OBJECT

public:
    WebSocketDevicePrivate(WebSocketDevice *device, WebSocketAdapterProtocol *protocol);

    bool isOver() const { return m_isOver; }
    void watch();

    // Reading
    void received(const QByteArray &payload);
    //! Stops or goes on reading from the peer, as the buffer has it.
    void throttle();
    //! From inside a read, which must not deliver what waits.
    void throttleLater();
    void announceData();

    // Writing
    qint64 write(QByteArrayView data);
    bool flush();
    void written(qint64 wireOctets);
    void announceWritten();

    //! No octet will come or go any more. \a error is empty if that is in order.
    void end(const QString &error);
    //! The device is closed.
    void letGo();

    //! Runs until \a isDone, the end of the connection, or the time is up.
    template<typename Condition>
    void waitUntil(Condition isDone, int msecs);

Q_SIGNALS:
    //! Whoever waits may look again.
    void moved();

public:
    WebSocketDevice *q;
    QPointer<WebSocketAdapterProtocol> m_protocol;
    WebSocketDevice::MessageType m_type = WebSocketDevice::MessageType::Binary;

    ByteQueue m_unread;
    qint64 m_readBufferSize = WebSocketDevice::DefaultReadBufferSize;
    quint64 m_announcements = 0;
    bool m_isAnnouncing = false; //!< readyRead() is to come
    bool m_isInReadyRead = false;
    bool m_isHungry = false; //!< somebody waits for more than the buffer may hold

    //! Octets of the device that have left when the connection has written so many.
    struct Mark
    {
        qint64 wireTotal;
        qint64 octets;
    };
    QByteArray m_unsent;
    std::deque<Mark> m_marks;
    qint64 m_marked = 0; //!< octets in m_marks
    qint64 m_wireTotal = 0; //!< octets that the connection has written
    qint64 m_newlyWritten = 0; //!< not told by bytesWritten() yet
    quint64 m_departures = 0;
    bool m_isFlushing = false; //!< flush() is to come
    bool m_isInBytesWritten = false;

    bool m_isClosing = false; //!< aboutToClose() is emitted
    bool m_isOver = false; //!< end() or letGo() was called

private:
    bool sendAll(qsizetype least);
    bool send(const QByteArray &piece);
    qsizetype sendableSize() const;
};

} // namespace Gantry
