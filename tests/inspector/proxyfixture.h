// SPDX-License-Identifier: GPL-3.0-only
// A proxy that runs in front of a listener of the test's, and what it recorded. The
// proxy relays in its own thread, so the test may block on its sockets meanwhile.
#pragma once

#include "capture/proxysource.h"
#include "inspector/rawsocket.h"

#include <QtTest/QSignalSpy>

#include <memory>

namespace Gantry::Testing {

inline const QByteArray Request = "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                  "Sec-WebSocket-Version: 13\r\n\r\n";
inline const QByteArray Answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                 "Connection: Upgrade\r\n"
                                 "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

class ProxyFixture
{
public:
    explicit ProxyFixture(const QString &targetUrl,
                          Inspector::RecordQueue::WhenFull whenFull = Inspector::RecordQueue::WhenFull::Hold)
    {
        const auto route = Inspector::makeProxyRoute(QStringLiteral("ws://127.0.0.1:0"), targetUrl);
        source = std::make_unique<Inspector::ProxySource>(std::get<Inspector::ProxyRoute>(route),
                                                          Inspector::ProxyTlsFiles{}, whenFull);
        QObject::connect(source.get(), &Inspector::Source::recordsReady, source.get(),
                         [this](const QList<Tap::Record> &batch) { records += batch; });
        QSignalSpy started(source.get(), &Inspector::Source::started);
        source->start();
        if (started.wait())
            port = QUrl(started.first().first().toString()).port(0);
    }

    RawSocket connect() const { return RawSocket::connectedTo(quint16(port)); }

    //! The records of one kind so far.
    template<typename T>
    QList<T> all() const
    {
        QList<T> found;
        for (const Tap::Record &record : records) {
            if (const auto *value = std::get_if<T>(&record))
                found.append(*value);
        }
        return found;
    }

    QList<Tap::Record> records;
    std::unique_ptr<Inspector::ProxySource> source;
    int port = 0;
};

} // namespace Gantry::Testing
