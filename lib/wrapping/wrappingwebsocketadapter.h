// SPDX-License-Identifier: MIT
// A byte stream inside WebSocket messages: what the server's and the client's side of
// it share. Compatible with websockify and noVNC: each message carries a piece of the
// stream, as it is (binary) or in base64 (text).
#pragma once

#include "streamprotocol.h"

#include <QtCore/QPointer>
#include <QtCore/QStringList>

namespace Gantry {

class WebSocketAdapterProtocol;

/*!
    The second base class of WrappingWebSocketServerProtocol and
    WrappingWebSocketClientProtocol, and the transport of their StreamProtocol.

    The stream is in base64 when the subprotocol "base64" was agreed on, else binary. A
    message of the other type ends the connection with 1003, base64 that is none (RFC
    4648 section 4: its alphabet, padded, without line breaks) with 1007; the stream
    sees nothing of such a message or of any later one.
*/
class GANTRY_WEBSOCKET_EXPORT WrappingWebSocketAdapter : public ByteStreamTransport
{
public:
    ~WrappingWebSocketAdapter() override;

    //! The application's side; nullptr before the opening handshake was answered, and
    //! when it was deleted.
    StreamProtocol *streamProtocol() const noexcept { return m_stream; }
    bool isBase64() const noexcept { return m_isBase64; }

    //! The subprotocols of a stream: \a own, if there is one, "binary" and "base64".
    static QStringList streamSubprotocols(const QString &own);

    // ByteStreamTransport
    SendResult write(const QByteArray &data) override;
    SendResult writeSequence(const QByteArrayList &data) override;
    //! The close frame, code 1000, is sent once everything before it was taken by the
    //! operating system, so that its deadline (closeHandshakeTimeout) begins then.
    void loseConnection() override;
    void abortConnection() override;
    QString peer() const override;
    QString host() const override;
    void pauseProducing() override;
    void resumeProducing() override;
    qint64 bytesToWrite() const override;
    bool registerProducer(Producer *producer, bool streaming) override;
    void unregisterProducer() override;

protected:
    //! \a protocol is the object that this is a part of.
    explicit WrappingWebSocketAdapter(WebSocketAdapterProtocol *protocol);

    //! Makes the application's side, or returns nullptr to refuse the connection.
    virtual StreamProtocol *buildStreamProtocol() = 0;

    // What the protocol's hooks pass on. Each may end in the deletion of this object.
    bool prepareStream();
    void streamOpened();
    //! Whether \a payload was a piece of the stream.
    bool streamReceived(const QByteArray &payload, bool isBinary);
    // The same with the options' delivery at Frame or Streaming: pieces of binary messages
    // are delivered as they come.
    void messageBegan(bool isBinary);
    void messagePiece(const QByteArray &payload);
    void messageEnded();
    void transportLost(const ConnectionLostReason &reason) { m_lostReason = reason; }
    void streamClosed();

private:
    template<typename Call>
    void callStream(Call call);
    bool isType(bool isBinary);
    bool decodeAndDeliver(const QByteArray &text);
    void streamDeleted();
    void fail(quint16 code, const QString &reason);
    void deliver(QByteArrayView data);

    WebSocketAdapterProtocol *m_protocol;
    QPointer<StreamProtocol> m_stream;
    QMetaObject::Connection m_destroyedConnection;
    ConnectionLostReason m_lostReason;
    QString m_failure; //!< why this side gave the stream up
    QByteArray m_base64; //!< of a message that is not complete yet
    int m_depth = 0; //!< calls of the stream that are on the stack
    bool m_isBase64 = false;
    bool m_isReadingWanted = true;
    bool m_isOver = false; //!< nothing is delivered or written any more
};

} // namespace Gantry
