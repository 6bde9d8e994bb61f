// SPDX-License-Identifier: MIT
// Octets over a QSslSocket: inside TLS, or plain until it begins.
#pragma once

#include "websocket/transport/streamtransport.h"

#include <QtNetwork/QSslSocket>

namespace Gantry {

class TlsTransport final : public StreamTransport
{
public:
    //! What a paused reader lets pile up in the socket; beyond it TCP slows the peer.
    static constexpr qint64 ReadBufferSize = 256 * 1024;

    explicit TlsTransport(std::unique_ptr<QSslSocket> socket);
    ~TlsTransport() override;

    bool startTls(const QSslConfiguration &configuration, const QString &host) override;
    //! Qt encrypts whatever it is given at once, so what waits is in two places.
    qint64 bytesToWrite() const override
    {
        if (!m_socket)
            return 0;
        const bool isPlain = m_socket->mode() == QSslSocket::UnencryptedMode;
        return m_socket->bytesToWrite() + (isPlain ? 0 : m_socket->encryptedBytesToWrite());
    }
    QByteArray serverCertificate() const override;

protected:
    QIODevice &device() override { return *m_socket; }
    void flushSocket() override { m_socket->flush(); }
    void endSending() override;
    void dropSocket() override { m_socket->abort(); }
    bool isPeersEnd() const override
    {
        return m_socket->error() == QAbstractSocket::RemoteHostClosedError
            || m_socket->error() == QAbstractSocket::UnknownSocketError; // closed without any error
    }
    bool hasUnannouncedOctets() override { return m_socket->bytesAvailable() > 0; }
    ReleasedSocket takeSocket() override { return {.device = std::move(m_socket), .unread = {}}; }

private:
    void onError(QAbstractSocket::SocketError error);

    std::unique_ptr<QSslSocket> m_socket;
    QString m_host; //!< of a TLS handshake under way
    QList<QSslError> m_sslErrors;
};

} // namespace Gantry
