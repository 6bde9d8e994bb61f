// SPDX-License-Identifier: MIT
#include "wrapping/websocketdevice_p.h"

#include "websocket/websocketadapterprotocol.h"
#include "wrapping/messagecut.h"
#include "wrapping/orderlyclose.h"

#include <QtCore/QScopedValueRollback>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

QString errorOf(const CloseInfo &info)
{
    const auto code = CloseCode(info.code);
    const bool isOrderly =
        code == CloseCode::Normal || code == CloseCode::GoingAway || code == CloseCode::NoStatus;
    if (info.wasClean && isOrderly)
        return {};
    return info.reason.isEmpty() ? u"closed with code %1"_s.arg(info.code) : QString::fromUtf8(info.reason);
}

//! Octets at the end of \a text that begin a character of UTF-8 whose rest is still to
//! come.
qsizetype cutCharacterSize(QByteArrayView text)
{
    for (qsizetype back = 1; back <= std::min<qsizetype>(3, text.size()); ++back) {
        const auto octet = uchar(text[text.size() - back]);
        if ((octet & 0xC0) == 0x80)
            continue;
        const int length = octet >= 0xF0 ? 4 : octet >= 0xE0 ? 3 : octet >= 0xC0 ? 2 : 1;
        return length > back ? back : 0;
    }
    return 0;
}

} // namespace

WebSocketDevicePrivate::WebSocketDevicePrivate(WebSocketDevice *device, WebSocketAdapterProtocol *protocol)
    : q(device)
    , m_protocol(protocol)
{ }

void WebSocketDevicePrivate::watch()
{
    using Protocol = WebSocketAdapterProtocol;
    if (!m_protocol || m_protocol->state() == Protocol::State::Closed) {
        end(u"the connection is over"_s);
        return;
    }
    connect(m_protocol, &Protocol::onMessage, this, &WebSocketDevicePrivate::received);
    // With the option delivery at Frame or Streaming.
    connect(m_protocol, &Protocol::onMessageFrame, this, &WebSocketDevicePrivate::received);
    connect(m_protocol, &Protocol::onMessageFrameData, this, &WebSocketDevicePrivate::received);
    connect(m_protocol, &Protocol::bytesWritten, this, &WebSocketDevicePrivate::written);
    connect(m_protocol, &Protocol::onOpen, this, &WebSocketDevicePrivate::flush);
    connect(m_protocol, &Protocol::onClose, this, [this] { end(errorOf(m_protocol->closeInfo())); });
    connect(m_protocol, &QObject::destroyed, this, [this] { end(u"the connection was deleted"_s); });
}

void WebSocketDevicePrivate::received(const QByteArray &payload)
{
    if (m_isOver || payload.isEmpty() || !q->isReadable())
        return;
    m_unread.append(payload);
    m_isHungry = false;
    throttle();
    // Not from here: as long as this slot of the connection is on the stack, none of
    // its messages comes, and waitForReadyRead() in a slot of ours would wait in vain.
    if (!std::exchange(m_isAnnouncing, true))
        QMetaObject::invokeMethod(this, &WebSocketDevicePrivate::announceData, Qt::QueuedConnection);
}

void WebSocketDevicePrivate::throttle()
{
    if (m_isOver || !m_protocol)
        return;
    const bool isPaused = m_protocol->isReadingPaused();
    const qint64 limit = isPaused ? m_readBufferSize / 2 : m_readBufferSize;
    const bool pause = m_readBufferSize > 0 && !m_isHungry && m_unread.size() >= std::max<qint64>(limit, 1);
    if (pause != isPaused)
        m_protocol->setReadingPaused(pause);
}

void WebSocketDevicePrivate::throttleLater()
{
    if (!m_isOver && m_protocol && m_protocol->isReadingPaused() && m_unread.size() < m_readBufferSize / 2)
        QMetaObject::invokeMethod(this, &WebSocketDevicePrivate::throttle, Qt::QueuedConnection);
}

void WebSocketDevicePrivate::announceData()
{
    m_isAnnouncing = false;
    ++m_announcements;
    const QPointer<WebSocketDevicePrivate> guard(this);
    Q_EMIT moved();
    if (!guard || m_isInReadyRead || !q->isReadable())
        return;
    m_isInReadyRead = true;
    Q_EMIT q->readyRead();
    if (guard)
        m_isInReadyRead = false;
}

qint64 WebSocketDevicePrivate::write(QByteArrayView data)
{
    using State = WebSocketAdapterProtocol::State;
    const bool isUsable = !m_isOver && m_protocol
        && (m_protocol->state() == State::Open || m_protocol->state() == State::Connecting);
    if (!isUsable) {
        q->setErrorString(u"the connection is over"_s);
        return -1;
    }
    m_unsent.append(data);
    sendAll(StreamMessageBytes);
    if (m_isOver)
        return -1;
    if (!m_unsent.isEmpty() && !std::exchange(m_isFlushing, true)) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_isFlushing = false;
                flush();
            },
            Qt::QueuedConnection);
    }
    return data.size();
}

//! How much of what waits can go as one message.
qsizetype WebSocketDevicePrivate::sendableSize() const
{
    const QByteArrayView next = QByteArrayView(m_unsent).first(std::min(m_unsent.size(), StreamMessageBytes));
    const bool isText = m_type == WebSocketDevice::MessageType::Text;
    return next.size() - (isText ? cutCharacterSize(next) : 0);
}

bool WebSocketDevicePrivate::flush()
{
    return sendAll(1);
}

//! Sends while at least \a least octets wait. Whether it did.
bool WebSocketDevicePrivate::sendAll(qsizetype least)
{
    if (m_isOver || !m_protocol || !m_protocol->isOpen())
        return false;
    bool hasSent = false;
    while (m_unsent.size() >= least) {
        const qsizetype size = sendableSize();
        if (size == 0)
            break;
        const QByteArray piece = m_unsent.first(size);
        m_unsent.remove(0, size);
        if (!send(piece))
            return false;
        hasSent = true;
    }
    return hasSent;
}

bool WebSocketDevicePrivate::send(const QByteArray &piece)
{
    const bool isBinary = m_type == WebSocketDevice::MessageType::Binary;
    const SendResult result = m_protocol->sendMessage(piece, isBinary);
    if (!isTaken(result)) {
        // A stream that went on without this piece would be another one.
        const QPointer<WebSocketAdapterProtocol> protocol(m_protocol);
        end(result == SendResult::InvalidUtf8 ? u"what was written as text is not UTF-8"_s
                                              : u"the connection does not take any more"_s);
        if (protocol)
            protocol->sendClose(quint16(CloseCode::InternalError), u"the stream is broken"_s);
        return false;
    }
    m_marks.push_back({m_wireTotal + m_protocol->bytesToWrite(), piece.size()});
    m_marked += piece.size();
    return true;
}

void WebSocketDevicePrivate::written(qint64 wireOctets)
{
    m_wireTotal += wireOctets;
    const bool isEmpty = m_protocol->bytesToWrite() == 0;
    qint64 octets = 0;
    while (!m_marks.empty() && (isEmpty || m_marks.front().wireTotal <= m_wireTotal)) {
        octets += m_marks.front().octets;
        m_marks.pop_front();
    }
    m_marked -= octets;
    const bool isAnnounced = m_newlyWritten > 0;
    m_newlyWritten += octets;
    if (octets > 0 && !isAnnounced)
        QMetaObject::invokeMethod(this, &WebSocketDevicePrivate::announceWritten, Qt::QueuedConnection);
}

void WebSocketDevicePrivate::announceWritten()
{
    const qint64 octets = std::exchange(m_newlyWritten, 0);
    ++m_departures;
    const QPointer<WebSocketDevicePrivate> guard(this);
    Q_EMIT moved();
    if (!guard || m_isInBytesWritten)
        return;
    m_isInBytesWritten = true;
    Q_EMIT q->bytesWritten(octets);
    if (guard)
        m_isInBytesWritten = false;
}

void WebSocketDevicePrivate::end(const QString &error)
{
    if (std::exchange(m_isOver, true))
        return;
    if (m_protocol)
        m_protocol->disconnect(this);
    m_unsent.clear();
    m_marks.clear();
    m_marked = 0;
    if (!error.isEmpty())
        q->setErrorString(error);
    // From the event loop, behind the readyRead() that may still be to come, and not
    // from inside a function that was called to write.
    QMetaObject::invokeMethod(
        this,
        [this, error] {
            const QPointer<WebSocketDevicePrivate> guard(this);
            Q_EMIT moved();
            if (guard && !error.isEmpty())
                Q_EMIT q->errorOccurred(error);
            if (guard && q->isOpen())
                Q_EMIT q->readChannelFinished();
        },
        Qt::QueuedConnection);
}

void WebSocketDevicePrivate::letGo()
{
    if (m_isOver)
        return;
    flush();
    if (!m_isOver && !m_unsent.isEmpty() && m_protocol && m_protocol->isOpen())
        send(m_unsent); // half a character, which fails
    if (std::exchange(m_isOver, true))
        return;
    // A slot that closes may run inside the loop of somebody who waits.
    QMetaObject::invokeMethod(this, &WebSocketDevicePrivate::moved, Qt::QueuedConnection);
    if (!m_protocol)
        return;
    m_protocol->disconnect(this);
    closeOnceWritten(m_protocol);
}

} // namespace Gantry
