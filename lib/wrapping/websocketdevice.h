// SPDX-License-Identifier: MIT
// A WebSocket connection as a QIODevice.
#pragma once

#include "../core/export.h"

#include <QtCore/QIODevice>

#include <memory>

namespace Gantry {

class WebSocketAdapterProtocol;
class WebSocketDevicePrivate;

/*!
    A sequential device over a connection of either role, whoever its peer is: what is
    written goes out as messages, what comes in messages can be read, and where a
    message ends says nothing. QDataStream with transactions, QTextStream and whatever
    else takes a QIODevice work on it as they do on a QTcpSocket.

    It is open from the start. What is written before the connection is open waits for
    that; several small writes of one turn of the event loop leave as one message.
    close(), or deleting the device, ends the connection with 1000 once everything
    written has left. When the peer ends it, readChannelFinished() is emitted, what is
    unread stays readable, and read() then returns -1. An end that was not in order is
    in errorString() and errorOccurred().

    The connection may not be used for messages of one's own meanwhile. It is borrowed;
    deleting it is an end like any other. Every function may be called in every slot.

    readyRead() and bytesWritten() come from the event loop and not recursively. The
    two waitFor functions run a local event loop without user input: timers, sockets and
    queued calls of this thread go on. They may be called in the device's own slots,
    but not to any effect in a slot of the connection, whose messages wait until that
    has returned.
*/
class GANTRY_WEBSOCKET_EXPORT WebSocketDevice : public QIODevice
{
    Q_OBJECT
    Q_PROPERTY(MessageType messageType READ messageType WRITE setMessageType)
    Q_PROPERTY(qint64 readBufferSize READ readBufferSize WRITE setReadBufferSize)

public:
    enum class MessageType : quint8 {
        Binary,
        Text, //!< what is written must be UTF-8; a character may be cut between two writes
    };
    Q_ENUM(MessageType)

    //! Several times what a connection delivers at once, and small beside what the
    //! peer may have on its way.
    static constexpr qint64 DefaultReadBufferSize = 1024 * 1024;

    //! Opens with \a mode: without ReadOnly in it what comes is dropped.
    explicit WebSocketDevice(WebSocketAdapterProtocol *protocol, OpenMode mode = ReadWrite,
                             QObject *parent = nullptr);
    ~WebSocketDevice() override;

    //! nullptr when it is gone.
    WebSocketAdapterProtocol *protocol() const;

    //! How what is written is sent. Both are received. Default: Binary.
    MessageType messageType() const;
    void setMessageType(MessageType type);

    //! Octets that may lie unread; from there on nothing is read from the peer until
    //! less than half of them are left. A read and a message of the peer may come on
    //! top. 0: unlimited. A transaction that has taken all there is gets more whatever
    //! its size, but a line longer than this never becomes complete for canReadLine().
    qint64 readBufferSize() const;
    void setReadBufferSize(qint64 octets);

    //! Sends what was written without waiting for the turn's end. false: nothing was
    //! there, or the connection is not open.
    bool flush();

    //! The constructor has done it; a device that was closed stays so.
    bool open(OpenMode mode) override;
    void close() override;
    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override;
    //! Octets as they were written, whatever they become on the wire, that the
    //! operating system has not taken.
    qint64 bytesToWrite() const override;
    bool canReadLine() const override;
    //! Waits for octets beyond those there are, past readBufferSize() too; \a msecs
    //! -1: for ever. false: in that time none came, or none can come any more.
    bool waitForReadyRead(int msecs) override;
    //! Waits until some of bytesToWrite() has left. false: that did not happen, or
    //! there was nothing to write.
    bool waitForBytesWritten(int msecs) override;

Q_SIGNALS:
    //! The connection failed, or ended otherwise than in order. errorString() is set.
    void errorOccurred(const QString &text);

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    friend class WebSocketDevicePrivate;
    std::unique_ptr<WebSocketDevicePrivate> d;
};

} // namespace Gantry
