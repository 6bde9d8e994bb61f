// SPDX-License-Identifier: GPL-3.0-only
// Peers for tests that no library stands behind: blocking sockets that can end one
// direction, reset a connection, or not read at all. Every wait is bounded.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <utility>

namespace Gantry::Testing {

class RawSocket
{
public:
    RawSocket() = default;
    explicit RawSocket(int descriptor);
    //! To 127.0.0.1.
    static RawSocket connectedTo(quint16 port);
    ~RawSocket() { close(); }
    RawSocket(RawSocket &&other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1))
    { }
    RawSocket &operator=(RawSocket &&other) noexcept
    {
        std::swap(m_descriptor, other.m_descriptor);
        return *this;
    }

    bool isValid() const { return m_descriptor >= 0; }
    //! False when not everything could be sent within 10 s.
    bool send(const QByteArray &octets);
    //! As much of \a octets as the system takes without waiting for the peer.
    qsizetype sendWithoutWaiting(const QByteArray &octets);
    //! Exactly \a size octets; fewer when the peer ended or 10 s passed.
    QByteArray receive(qsizetype size);
    //! Up to and with \a mark.
    QByteArray receiveUntil(const QByteArray &mark);
    //! All up to the peer's end. "(reset)" or "(no end)" is appended if that was not
    //! an orderly one.
    QByteArray receiveAll();
    void endSending();
    //! Ends with an RST.
    void reset();
    void close();

private:
    int m_descriptor = -1;
};

class RawListener
{
public:
    RawListener();
    ~RawListener();
    Q_DISABLE_COPY_MOVE(RawListener)

    quint16 port() const { return m_port; }
    QString url(const QString &path = {}) const
    {
        return QStringLiteral("ws://127.0.0.1:%1%2").arg(m_port).arg(path);
    }
    RawSocket accept();

private:
    int m_descriptor = -1;
    quint16 m_port = 0;
};

} // namespace Gantry::Testing
