// SPDX-License-Identifier: MIT
#include "websocket/websocketadapterprotocol.h"

#include "core/channelbinding.h"
#include "core/message/textcodec.h"
#include "core/message/utf8validator.h"
#include "websocket/protocolguard_p.h"
#include "websocket/threadbuffers.h"
#include "websocket/threadcheck_p.h"
#include "websocket/websocketadapterprotocol_p.h"

#include <QtCore/QMetaMethod>

namespace Gantry {

namespace {

const QMetaMethod &textSignal()
{
    static const QMetaMethod signal = QMetaMethod::fromSignal(&WebSocketAdapterProtocol::onText);
    return signal;
}

} // namespace

WebSocketAdapterProtocol::WebSocketAdapterProtocol(QObject *parent,
                                                   std::unique_ptr<WebSocketAdapterProtocolPrivate> priv)
    : QObject(parent)
    , d(std::move(priv))
{ }

WebSocketAdapterProtocol::~WebSocketAdapterProtocol()
{
    d->sever();
    ProtocolGuard::release(*d);
}

QString WebSocketAdapterProtocol::peer() const
{
    return d->peer();
}

QString WebSocketAdapterProtocol::peerTransport() const
{
    return d->m_details.kind();
}

TransportDetails WebSocketAdapterProtocol::transportDetails() const
{
    return d->m_details.unpacked();
}

WebSocketAdapterProtocol::State WebSocketAdapterProtocol::state() const
{
    return d->state();
}

std::optional<QByteArray> WebSocketAdapterProtocol::channelId(ChannelIdType type) const
{
    if (!d->m_link || type != ChannelIdType::TlsServerEndPoint)
        return std::nullopt;
    const QByteArray id = Core::tlsServerEndPoint(d->m_link->serverCertificate());
    return id.isEmpty() ? std::nullopt : std::optional(id);
}

WebSocketAdapterFactory *WebSocketAdapterProtocol::factory() const
{
    return d->m_factory;
}

quint64 WebSocketAdapterProtocol::connectionNumber() const
{
    return d->m_number;
}

QString WebSocketAdapterProtocol::subprotocol() const
{
    return d->m_link ? QString::fromLatin1(d->m_link->subprotocol()) : QString();
}

QByteArray WebSocketAdapterProtocol::extensions() const
{
    return d->m_link ? d->m_link->openingHeads().extensions() : QByteArray();
}

HeaderFields WebSocketAdapterProtocol::requestHeaders() const
{
    return d->m_link ? d->m_link->openingHeads().request : HeaderFields();
}

HeaderFields WebSocketAdapterProtocol::responseHeaders() const
{
    return d->m_link ? d->m_link->openingHeads().response : HeaderFields();
}

CloseInfo WebSocketAdapterProtocol::closeInfo() const
{
    return d->closeInfo();
}

SendResult WebSocketAdapterProtocol::sendMessage(const QByteArray &payload, bool isBinary,
                                                 SendOptions options)
{
    assertOwnThread(this, Q_FUNC_INFO);
    d->track(QStringLiteral("sendMessage"));
    return d->m_link ? d->m_link->sendMessage(payload, isBinary, options) : SendResult::NotOpen;
}

SendResult WebSocketAdapterProtocol::sendText(const QString &text, SendOptions options)
{
    assertOwnThread(this, Q_FUNC_INFO);
    d->track(QStringLiteral("sendMessage"));
    if (!d->m_link)
        return SendResult::NotOpen;
    ThreadBuffers *buffers = ThreadBuffers::ofThisThread();
    QByteArray payload = Core::takeBuffer(buffers, Core::encodedRoom(text));
    Core::encodeUtf8(text, payload);
    const SendResult result = d->m_link->sendMessage(payload, false, options, true);
    Core::giveBuffer(buffers, std::move(payload));
    return result;
}

SendResult WebSocketAdapterProtocol::sendPing(const QByteArray &payload)
{
    assertOwnThread(this, Q_FUNC_INFO);
    return d->m_link ? d->m_link->sendPing(payload) : SendResult::NotOpen;
}

SendResult WebSocketAdapterProtocol::sendPong(const QByteArray &payload)
{
    assertOwnThread(this, Q_FUNC_INFO);
    return d->m_link ? d->m_link->sendPong(payload) : SendResult::NotOpen;
}

SendResult WebSocketAdapterProtocol::sendClose(quint16 code, const QString &reason)
{
    assertOwnThread(this, Q_FUNC_INFO);
    d->m_isEndedByApplication = true;
    if (state() == State::Connecting) {
        // RFC 6455 section 7.1.7: before there is a connection to close it is failed.
        abort();
        return SendResult::Queued;
    }
    return d->m_link ? d->m_link->close(code, reason.toUtf8()) : SendResult::NotOpen;
}

void WebSocketAdapterProtocol::abort()
{
    assertOwnThread(this, Q_FUNC_INFO);
    closeConnection(true);
}

qint64 WebSocketAdapterProtocol::bytesToWrite() const
{
    return d->m_link ? d->m_link->bytesToWrite() : 0;
}

void WebSocketAdapterProtocol::setOutputHighWatermark(qint64 octets)
{
    if (d->m_link)
        d->m_link->setOutputHighWatermark(octets);
}

void WebSocketAdapterProtocol::setReadingPaused(bool paused)
{
    d->m_isReadingPaused = paused;
    if (d->m_link)
        d->m_link->setReadingPaused(paused);
}

bool WebSocketAdapterProtocol::isReadingPaused() const
{
    return d->m_isReadingPaused;
}

bool WebSocketAdapterProtocol::registerProducer(Producer *producer, bool streaming)
{
    return d->registerProducer(producer, streaming);
}

void WebSocketAdapterProtocol::unregisterProducer()
{
    if (d->m_extras)
        d->m_extras->producer.forget();
}

void WebSocketAdapterProtocol::closeConnection(bool abort)
{
    d->m_isEndedByApplication = true;
    if (!d->m_link) {
        d->m_isUnwanted = true;
        // The connector answers from the event loop.
        if (const auto cancel = d->m_extras ? std::exchange(d->m_extras->cancelConnecting, nullptr) : nullptr)
            cancel();
    } else if (abort) {
        d->m_link->abort();
    } else {
        d->m_link->endTransport();
    }
}

void WebSocketAdapterProtocol::dataReceived(QByteArrayView data)
{
    if (d->m_link)
        d->m_link->receive(data);
}

void WebSocketAdapterProtocol::handleMessage(const QByteArray &payload, bool isBinary)
{
    if (isBinary || !d->m_isTextHeard.load(std::memory_order_relaxed)) {
        Q_EMIT onMessage(payload, isBinary);
        return;
    }
    const ProtocolGuard guard(*d);
    Q_EMIT onMessage(payload, isBinary);
    if (guard)
        d->emitText(payload);
}

void WebSocketAdapterProtocol::connectNotify(const QMetaMethod &signal)
{
    static const QMetaMethod writtenSignal = QMetaMethod::fromSignal(&WebSocketAdapterProtocol::bytesWritten);
    if (signal == textSignal())
        d->m_isTextHeard.store(true, std::memory_order_relaxed);
    else if (signal == writtenSignal)
        d->m_isWrittenHeard.store(true, std::memory_order_relaxed);
    QObject::connectNotify(signal);
}

void WebSocketAdapterProtocolPrivate::emitText(const QByteArray &payload)
{
    // Whoever was connected may be gone, which nobody tells.
    if (!q->isSignalConnected(textSignal()))
        return;
    ThreadBuffers *buffers = ThreadBuffers::ofThisThread();
    QString text = buffers ? buffers->takeText(payload.size()) : QString();
    // It need not have been judged: validation can be switched off, and a hook may pass on
    // what it likes.
    if ((m_link && m_link->isJudged(payload)) || Core::isValidUtf8(payload)) [[likely]]
        Core::decodeUtf8(payload, text);
    else
        text = QString::fromUtf8(payload);
    Q_EMIT q->onText(text);
    // A slot may have deleted us, but not the thread.
    if (buffers)
        buffers->giveText(std::move(text));
}

void WebSocketAdapterProtocol::handleClose(bool wasClean, quint16 code, const QString &reason)
{
    Q_EMIT onClose(wasClean, code, reason);
}

void WebSocketAdapterProtocol::handleOpen()
{
    Q_EMIT onOpen();
}

void WebSocketAdapterProtocol::handleConnecting(const TransportDetails &details)
{
    Q_EMIT onConnecting(details);
}

void WebSocketAdapterProtocol::handlePing(const QByteArray &payload)
{
    Q_EMIT onPing(payload);
}

void WebSocketAdapterProtocol::handlePong(const QByteArray &payload)
{
    Q_EMIT onPong(payload);
}

void WebSocketAdapterProtocol::connectionMade() { }

void WebSocketAdapterProtocol::connectionLost(const ConnectionLostReason &) { }

void WebSocketAdapterProtocol::processRequest(const Core::HandshakeRequest &) { }

void WebSocketAdapterProtocol::processPlainRequest(const Core::PlainRequest &) { }

void WebSocketAdapterProtocol::processResponse(const Core::HandshakeResponse &) { }

} // namespace Gantry
