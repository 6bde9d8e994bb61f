// SPDX-License-Identifier: MIT
// Two joined transports of any kind, and what they report.
#pragma once

#include "support/tlsfixture.h"
#include "websocket/transport/acceptor.h"
#include "websocket/transport/adoptsocket.h"
#include "websocket/transport/connectattempt.h"
#include "websocket/transport/memorytransport.h"

#ifdef Q_OS_LINUX
#include "support/crowdedset.h"
#endif

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

namespace Gantry::Testing {

//! Writes down what a transport reports.
class RecordingSink : public TransportSink
{
public:
    void bytesReceived(QByteArrayView bytes) override
    {
        ++reads;
        received += bytes;
        if (onBytes)
            onBytes();
    }
    void bytesWritten() override { ++writes; }
    void peerEnded() override
    {
        ++peerEnds;
        if (onPeerEnd)
            onPeerEnd();
    }
    void transportClosed(Core::TransportEnd end, const QString &) override
    {
        ++closes;
        lastEnd = end;
    }

    QByteArray received;
    std::function<void()> onBytes;
    std::function<void()> onPeerEnd;
    int reads = 0;
    int writes = 0;
    int peerEnds = 0;
    int closes = 0;
    Core::TransportEnd lastEnd = Core::TransportEnd::Timeout;
};

//! Rows for systems that have it.
inline void addEpollRows([[maybe_unused]] std::initializer_list<const char *> kinds)
{
#ifdef Q_OS_LINUX
    for (const char *kind : kinds)
        QTest::newRow(kind) << QString::fromLatin1(kind);
#endif
}

class TransportScene
{
public:
    //! "memory", "tcp", "unix" or "tls"; the socket of an application after "adopted ",
    //! without Qt's sockets after "epoll ", and that among many after "crowded ". A
    //! complaint, or an empty string.
    QString make(const QByteArray &kind);
    void start()
    {
        client->start(&clientSink);
        server->start(&serverSink);
    }

    RecordingSink clientSink;
    RecordingSink serverSink;

private:
    void makeMemoryPair();
    QString makeSocketPair(const QUrl &url, bool isEpoll);
    static std::unique_ptr<Transport> adopted(std::unique_ptr<Transport> transport);
    static TlsFixture &tls();

    QTemporaryDir m_folder;
#ifdef Q_OS_LINUX
    std::unique_ptr<CrowdedSet> m_crowd;
#endif
    std::unique_ptr<Acceptor> m_acceptor;

public:
    std::unique_ptr<Transport> client;
    std::unique_ptr<Transport> server;
};

} // namespace Gantry::Testing
