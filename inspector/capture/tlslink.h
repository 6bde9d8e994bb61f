// SPDX-License-Identifier: GPL-3.0-only
// A Link inside TLS. QSslSocket has no half-close: the end of one direction ends
// both, after what was read has been handed on and what was written has left.
#pragma once

#include "capture/link.h"

#include <QtCore/QTimer>
#include <QtNetwork/QSslSocket>

#include <memory>

namespace Gantry::Inspector {

class TlsLink : public Link
{
    Q_OBJECT

public:
    //! \a socket is encrypted already or in the middle of its handshake, which then
    //! has HandshakeTimeout to be done.
    explicit TlsLink(std::unique_ptr<QSslSocket> socket, QObject *parent = nullptr);
    ~TlsLink() override;

    static constexpr std::chrono::seconds HandshakeTimeout{10};

    bool isReady() const override { return m_socket->isEncrypted(); }
    QByteArray peer() const override { return m_peer; }
    void write(QByteArrayView octets) override;
    qint64 pendingOctets() const override;
    void setReading(bool on) override;
    void finishWriting() override;
    void abort() override;

private:
    void readAll();
    void takeError();
    void onUnconnected();
    void onHandshakeTimeout();

    std::unique_ptr<QSslSocket> m_socket;
    QTimer m_handshakeTimer;
    QByteArray m_peer;
    QString m_error;
    bool m_isReading = false;
    bool m_isFinishing = false;
    bool m_peerEnded = false; // it said so; TCP may still be up
    bool m_isGone = false;
    bool m_isClosed = false;
};

} // namespace Gantry::Inspector
