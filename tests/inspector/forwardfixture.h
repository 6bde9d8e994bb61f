// SPDX-License-Identifier: GPL-3.0-only
// A forward proxy that runs, and what it recorded and said. It relays in its own
// thread, so the test may block on its sockets meanwhile.
#pragma once

#include "capture/forwardproxysource.h"
#include "inspector/rawsocket.h"

#include <QtTest/QSignalSpy>

#include <memory>

namespace Gantry::Testing {

inline QByteArray get(const RawListener &target, const QByteArray &path, const QByteArray &more = {})
{
    const QByteArray host = "127.0.0.1:" + QByteArray::number(target.port());
    return "GET http://" + host + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n";
}

inline QByteArray answerWith(const QByteArray &body)
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

inline QByteArray manyOctets(int count)
{
    QByteArray octets;
    octets.reserve(count);
    for (int i = 0; i < count; ++i)
        octets += char(i * 7 + i / 256);
    return octets;
}

inline const QByteArray Hello = QByteArray::fromHex("818537fa213d7f9f4d5158"); // RFC 6455 section 5.7

class ForwardFixture
{
public:
    explicit ForwardFixture(Inspector::ProxyTlsFiles files = {})
    {
        const auto listen = Inspector::parseForwardListen(QStringLiteral("http://127.0.0.1:0"));
        source = std::make_unique<Inspector::ForwardProxySource>(std::get<Inspector::ForwardListen>(listen),
                                                                 std::move(files),
                                                                 Inspector::RecordQueue::WhenFull::Hold);
        QObject::connect(source.get(), &Inspector::Source::recordsReady, source.get(),
                         [this](const QList<Tap::Record> &batch) { records += batch; });
        QObject::connect(source.get(), &Inspector::Source::noticed, source.get(),
                         [this](const QString &text) { notices.append(text); });
        QSignalSpy started(source.get(), &Inspector::Source::started);
        source->start();
        if (started.wait())
            port = QUrl(started.first().first().toString()).port(0);
    }

    RawSocket connect() const { return RawSocket::connectedTo(quint16(port)); }
    //! A tunnel to a port of this machine; what it answered is in \a answer.
    RawSocket tunnelTo(quint16 target, QByteArray *answer = nullptr) const
    {
        RawSocket socket = connect();
        const QByteArray authority = "127.0.0.1:" + QByteArray::number(target);
        socket.send("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
        const QByteArray head = socket.receiveUntil("\r\n\r\n");
        if (answer)
            *answer = head;
        return socket;
    }

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
    QStringList notices;
    std::unique_ptr<Inspector::ForwardProxySource> source;
    int port = 0;
};

} // namespace Gantry::Testing
