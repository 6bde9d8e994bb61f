// SPDX-License-Identifier: MIT
// A TCP server that reads only as it is told to, and the sums that tell whether a
// stream came as it went.
#pragma once

#include <QtCore/QCryptographicHash>
#include <QtCore/QPointer>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>

namespace Gantry::Interop {

//! Octets that never repeat, made as they are needed.
class OctetSource
{
public:
    explicit OctetSource(quint64 seed)
        : m_state(seed)
    { }
    QByteArray next(qsizetype size)
    {
        QByteArray octets(size, Qt::Uninitialized);
        for (qsizetype at = 0; at < size; at += 8) {
            m_state ^= m_state << 13;
            m_state ^= m_state >> 7;
            m_state ^= m_state << 17;
            memcpy(octets.data() + at, &m_state, size_t(std::min<qsizetype>(8, size - at)));
        }
        m_hash.addData(octets);
        m_count += size;
        return octets;
    }
    qint64 count() const { return m_count; }
    QByteArray sum() const { return m_hash.result(); }

private:
    quint64 m_state;
    qint64 m_count = 0;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
};

//! The other end of an OctetSource.
class OctetSink
{
public:
    void take(QByteArrayView octets)
    {
        m_hash.addData(octets);
        m_count += octets.size();
    }
    qint64 count() const { return m_count; }
    QByteArray sum() const { return m_hash.result(); }

private:
    qint64 m_count = 0;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
};

//! Serves one connection, and lets what comes lie.
class FlowTarget : public QObject
{
public:
    FlowTarget()
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            socket = m_server.nextPendingConnection();
            socket->setReadBufferSize(64 * 1024);
        });
    }
    QString address() const { return QStringLiteral("127.0.0.1:%1").arg(m_server.serverPort()); }
    //! Reads whatever comes, from now on.
    void drain()
    {
        const auto take = [this] { sink.take(socket->readAll()); };
        connect(socket, &QTcpSocket::readyRead, this, take);
        take();
    }

    QPointer<QTcpSocket> socket;
    OctetSink sink;

private:
    QTcpServer m_server;
};

} // namespace Gantry::Interop
