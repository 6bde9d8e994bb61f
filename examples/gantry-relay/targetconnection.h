// SPDX-License-Identifier: MIT
// The relay's other leg: TCP, TLS or a unix socket, behind one face.
#pragma once

#include "targetaddress.h"

#include <QtCore/QObject>
#include <QtCore/QTimer>
#include <QtNetwork/QSslConfiguration>

#include <chrono>

class QIODevice;
class QLocalSocket;
class QSslSocket;

namespace Gantry::Examples {

class TargetConnection : public QObject
{
    Q_OBJECT

public:
    //! Name look-up, TCP and TLS together. Shorter than browsers wait.
    static constexpr std::chrono::seconds ConnectTimeout{10};
    //! Octets read ahead, beyond which the target is slowed down.
    static constexpr qint64 ReadBufferSize = 256 * 1024;

    //! Begins to connect; \a tls: with TLS, if it is set.
    TargetConnection(const TargetAddress &address, const std::optional<QSslConfiguration> &tls,
                     QObject *parent);
    ~TargetConnection() override;

    bool isUp() const { return m_isUp; }
    //! The target will send nothing more; what it has sent may still be read.
    bool isEnded() const { return m_isEnded; }
    //! Whether that was in order.
    bool isBroken() const { return m_isBroken; }

    QByteArray read(qint64 maxSize);
    qint64 bytesAvailable() const;
    void write(QByteArrayView data);
    //! Octets that the operating system has not taken.
    qint64 bytesToWrite() const;

    //! Writes out what is left, ends our direction, and deletes this once the target
    //! has ended its own: closing outright, while something lies unread, would send a
    //! reset, at which the target throws away what it has not read. \a newParent owns it
    //! meanwhile.
    void finish(QObject *newParent);

Q_SIGNALS:
    void up();
    //! Instead of up(). \a text is for a log.
    void failed(bool isTimeout, const QString &text);
    void readyRead();
    void bytesWritten();
    void ended();

private:
    void makeTcp(const TargetAddress &address, const std::optional<QSslConfiguration> &tls);
    void makeLocal(const TargetAddress &address);
    void comeUp();
    void fail(bool isTimeout, const QString &text);
    void end(bool isBroken);
    void endSendingIfWritten();

    QIODevice *m_device = nullptr; //!< one of the two, which are children
    QSslSocket *m_tcp = nullptr;
    QLocalSocket *m_local = nullptr;
    QTimer m_timer;
    bool m_isUp = false;
    bool m_isEnded = false;
    bool m_isBroken = false;
    bool m_isFinishing = false;
    bool m_isSendingEnded = false;
};

} // namespace Gantry::Examples
