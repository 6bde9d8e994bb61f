// SPDX-License-Identifier: GPL-3.0-only
// One end of a relayed connection as a stream of octets, however it is carried.
// Each direction ends by itself. Knows nothing of what is in the octets.
#pragma once

#include <QtCore/QByteArrayView>
#include <QtCore/QObject>

namespace Gantry::Inspector {

class Link : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    //! False until a TLS handshake is done; ready() follows.
    virtual bool isReady() const = 0;
    //! "tcp4:127.0.0.1:4711"
    virtual QByteArray peer() const = 0;
    //! Sends \a octets, or keeps what cannot leave yet.
    virtual void write(QByteArrayView octets) = 0;
    //! Octets that write() took and that have not left.
    virtual qint64 pendingOctets() const = 0;
    //! Off, as it is in the beginning: what the peer sends stays in the system's
    //! buffers, which slows it.
    virtual void setReading(bool on) = 0;
    //! Tells the peer, after everything that is pending, that no more comes.
    virtual void finishWriting() = 0;
    //! Drops the connection now; closed() is not emitted.
    virtual void abort() = 0;

Q_SIGNALS:
    void ready();
    //! \a octets are valid during the call only.
    void received(QByteArrayView octets);
    //! The peer sends no more; writing may go on.
    void readingFinished();
    void written();
    //! Both directions are over. \a error is empty unless something broke. Last.
    void closed(const QString &error);
};

} // namespace Gantry::Inspector
