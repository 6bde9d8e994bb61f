// SPDX-License-Identifier: MIT
#include "wrapping/wrappingwebsocketadapter.h"

#include "websocket/websocketadapterprotocol.h"
#include "wrapping/messagecut.h"
#include "wrapping/orderlyclose.h"

#include <optional>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

//! The octets of \a text, or nullopt if it is not base64 as RFC 4648 section 4 has it:
//! "Implementations MUST include appropriate pad characters", and section 3.3:
//! "Implementations MUST reject the encoded data if it contains characters outside the
//! base alphabet". Qt takes text without padding.
std::optional<QByteArray> decodeBase64(const QByteArray &text)
{
    if (text.size() % 4 != 0)
        return std::nullopt;
    auto result = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
    if (result.decodingStatus != QByteArray::Base64DecodingStatus::Ok)
        return std::nullopt;
    return std::move(result.decoded);
}

//! Whether a connection that ended so has carried everything.
bool isComplete(const CloseInfo &info) noexcept
{
    const auto code = CloseCode(info.code);
    return info.wasClean
        && (code == CloseCode::Normal || code == CloseCode::GoingAway || code == CloseCode::NoStatus);
}

} // namespace

WrappingWebSocketAdapter::WrappingWebSocketAdapter(WebSocketAdapterProtocol *protocol)
    : m_protocol(protocol)
{ }

WrappingWebSocketAdapter::~WrappingWebSocketAdapter()
{
    QObject::disconnect(m_destroyedConnection);
    if (!m_stream)
        return;
    // Without a transport it cannot reach what is gone. One of its functions may have
    // deleted us and be still on the stack.
    m_stream->m_transport = nullptr;
    if (m_depth == 0) {
        delete m_stream;
        return;
    }
    m_stream->setParent(nullptr);
    m_stream->deleteLater();
}

QStringList WrappingWebSocketAdapter::streamSubprotocols(const QString &own)
{
    QStringList names{u"binary"_s, u"base64"_s};
    if (!own.isEmpty() && !names.contains(own))
        names.prepend(own);
    return names;
}

bool WrappingWebSocketAdapter::prepareStream()
{
    if (m_stream)
        return true;
    const QPointer<WebSocketAdapterProtocol> guard(m_protocol);
    const QPointer<StreamProtocol> stream(buildStreamProtocol());
    if (!stream)
        return false;
    if (!guard) {
        delete stream;
        return false;
    }
    m_stream = stream;
    m_stream->setParent(m_protocol);
    m_destroyedConnection =
        QObject::connect(m_stream, &QObject::destroyed, m_protocol, [this] { streamDeleted(); });
    return true;
}

//! Calls into the application, which may delete everything.
template<typename Call>
void WrappingWebSocketAdapter::callStream(Call call)
{
    if (!m_stream)
        return;
    const QPointer<WebSocketAdapterProtocol> guard(m_protocol);
    ++m_depth;
    call(m_stream.data());
    if (guard)
        --m_depth;
}

void WrappingWebSocketAdapter::streamOpened()
{
    m_isBase64 = m_protocol->subprotocol() == "base64"_L1;
    const QPointer<WebSocketAdapterProtocol> guard(m_protocol);
    if (!prepareStream()) {
        if (guard)
            fail(quint16(CloseCode::TryAgainLater), u"there is no stream for this connection"_s);
        return;
    }
    QObject::connect(m_protocol, &WebSocketAdapterProtocol::drained, m_stream,
                     [stream = m_stream.data()] { stream->tellDrained(); });
    callStream([this](StreamProtocol *stream) { stream->makeConnection(this); });
}

bool WrappingWebSocketAdapter::streamReceived(const QByteArray &payload, bool isBinary)
{
    if (!isType(isBinary))
        return false;
    if (m_isBase64)
        return decodeAndDeliver(payload);
    deliver(payload);
    return true;
}

void WrappingWebSocketAdapter::messageBegan(bool isBinary)
{
    m_base64.clear();
    (void)isType(isBinary);
}

void WrappingWebSocketAdapter::messagePiece(const QByteArray &payload)
{
    if (m_isOver)
        return;
    if (m_isBase64)
        m_base64 += payload; // the engine's maxMessageBytes bounds it
    else
        deliver(payload);
}

void WrappingWebSocketAdapter::messageEnded()
{
    if (!m_isOver && m_isBase64)
        (void)decodeAndDeliver(std::exchange(m_base64, QByteArray()));
}

//! Whether a message of this type may come; fails the connection if not.
bool WrappingWebSocketAdapter::isType(bool isBinary)
{
    if (m_isOver)
        return false;
    if (isBinary != m_isBase64)
        return true;
    fail(quint16(CloseCode::UnsupportedData),
         m_isBase64 ? u"base64 goes into text messages"_s : u"this stream takes binary messages only"_s);
    return false;
}

bool WrappingWebSocketAdapter::decodeAndDeliver(const QByteArray &text)
{
    const std::optional<QByteArray> data = decodeBase64(text);
    if (!data) {
        fail(quint16(CloseCode::InvalidPayload), u"the text is not base64"_s);
        return false;
    }
    deliver(*data);
    return true;
}

void WrappingWebSocketAdapter::deliver(QByteArrayView data)
{
    if (!data.isEmpty())
        callStream([data](StreamProtocol *stream) { stream->deliver(data); });
}

void WrappingWebSocketAdapter::streamClosed()
{
    m_isOver = true;
    ConnectionLostReason reason = m_lostReason;
    const CloseInfo info = m_protocol->closeInfo();
    if (isComplete(info) && m_failure.isEmpty()) {
        reason.kind = ConnectionLostReason::Kind::Clean;
    } else {
        // That TCP ended in order says little about a stream that was given up.
        if (reason.kind == ConnectionLostReason::Kind::Clean)
            reason.kind = ConnectionLostReason::Kind::Lost;
        reason.text = m_failure.isEmpty() ? QString::fromUtf8(info.reason) : m_failure;
        if (reason.text.isEmpty())
            reason.text = u"closed with code %1"_s.arg(info.code);
    }
    callStream([&reason](StreamProtocol *stream) { stream->loseTransport(reason); });
}

void WrappingWebSocketAdapter::streamDeleted()
{
    loseConnection();
}

void WrappingWebSocketAdapter::fail(quint16 code, const QString &reason)
{
    m_isOver = true;
    m_failure = reason;
    m_protocol->setReadingPaused(false);
    m_protocol->sendClose(code, reason);
}

SendResult WrappingWebSocketAdapter::write(const QByteArray &data)
{
    if (m_isOver || !m_protocol->isOpen())
        return SendResult::NotOpen;
    SendResult result = SendResult::Queued;
    for (qsizetype at = 0; at < data.size() && isTaken(result); at += StreamMessageBytes) {
        const qsizetype size = std::min(StreamMessageBytes, data.size() - at);
        const QByteArray piece = size == data.size() ? data : data.sliced(at, size);
        result = m_protocol->sendMessage(m_isBase64 ? piece.toBase64() : piece, !m_isBase64);
    }
    return result;
}

SendResult WrappingWebSocketAdapter::writeSequence(const QByteArrayList &data)
{
    // One message for many small pieces.
    return write(data.size() == 1 ? data.constFirst() : data.join());
}

void WrappingWebSocketAdapter::loseConnection()
{
    if (std::exchange(m_isOver, true))
        return;
    closeOnceWritten(m_protocol);
}

void WrappingWebSocketAdapter::abortConnection()
{
    m_isOver = true;
    m_protocol->abort();
}

QString WrappingWebSocketAdapter::peer() const
{
    return m_protocol->peer();
}

QString WrappingWebSocketAdapter::host() const
{
    return m_protocol->transportDetails().local;
}

void WrappingWebSocketAdapter::pauseProducing()
{
    m_isReadingWanted = false;
    if (!m_isOver)
        m_protocol->setReadingPaused(true);
}

void WrappingWebSocketAdapter::resumeProducing()
{
    if (std::exchange(m_isReadingWanted, true))
        return;
    // From the event loop: what waits is delivered from inside this call otherwise.
    QMetaObject::invokeMethod(
        m_protocol,
        [this] {
            if (m_isReadingWanted)
                m_protocol->setReadingPaused(false);
        },
        Qt::QueuedConnection);
}

qint64 WrappingWebSocketAdapter::bytesToWrite() const
{
    return m_protocol->bytesToWrite();
}

bool WrappingWebSocketAdapter::registerProducer(Producer *producer, bool streaming)
{
    return m_protocol->registerProducer(producer, streaming);
}

void WrappingWebSocketAdapter::unregisterProducer()
{
    m_protocol->unregisterProducer();
}

} // namespace Gantry
