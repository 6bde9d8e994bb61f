// SPDX-License-Identifier: MIT
// A server with worker threads that echoes, and notes which thread did what. What it
// notes goes through locks of the C++ library, which ThreadSanitizer sees.
#pragma once

#include "support/servers.h"

#include <QtCore/QHash>
#include <QtCore/QThread>

#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace Gantry::Testing {

class ThreadedServer
{
public:
    struct Event
    {
        QString what;
        QThread *thread = nullptr;
        quint64 connection = 0;
    };

    explicit ThreadedServer(int threads, const QUrl &url = QUrl(QStringLiteral("ws://127.0.0.1:0")))
        : factory(url)
    {
        hasThreads = factory.setWorkerThreads(threads);
        QObject::connect(
            &factory, &WebSocketServerFactory::protocolCreated, &factory,
            [this](WebSocketServerProtocol *protocol) { welcome(protocol); }, Qt::DirectConnection);
    }

    WebSocketListener *listen(const std::optional<QSslConfiguration> &ssl = {})
    {
        return listener = listenWS(&factory, ssl);
    }
    quint16 port() const { return quint16(listener->url().port()); }

    void note(const QString &what, const WebSocketAdapterProtocol *protocol)
    {
        const std::lock_guard lock(m_mutex);
        m_events.push_back({what, QThread::currentThread(), protocol ? protocol->connectionNumber() : 0});
    }
    std::vector<Event> events() const
    {
        const std::lock_guard lock(m_mutex);
        return m_events;
    }
    int count(const QString &start) const
    {
        const auto all = events();
        return int(
            std::ranges::count_if(all, [&](const Event &event) { return event.what.startsWith(start); }));
    }
    //! How many connections each thread has opened.
    std::map<QThread *, int> spread() const
    {
        std::map<QThread *, int> threads;
        for (const Event &event : events())
            threads[event.thread] += event.what == u"open";
        return threads;
    }
    //! Whether all that happened to a connection did in one thread, which is not this one.
    bool eachHasItsThread() const
    {
        std::map<quint64, QThread *> threads;
        const auto all = events();
        return std::ranges::all_of(all, [&](const Event &event) {
            return event.thread != QThread::currentThread()
                && threads.try_emplace(event.connection, event.thread).first->second == event.thread;
        });
    }

    bool hasThreads = false;
    WebSocketListener *listener = nullptr;

private:
    void welcome(WebSocketServerProtocol *protocol)
    {
        using Protocol = WebSocketAdapterProtocol;
        const auto noting = [this, protocol](const QString &what) {
            return [this, protocol, what] { note(what, protocol); };
        };
        note(QStringLiteral("created"), protocol);
        QObject::connect(protocol, &WebSocketServerProtocol::onConnect, protocol,
                         noting(QStringLiteral("connect")));
        QObject::connect(protocol, &Protocol::onOpen, protocol, noting(QStringLiteral("open")));
        QObject::connect(protocol, &Protocol::onMessage, protocol,
                         [this, protocol](const QByteArray &payload, bool isBinary) {
                             note(QStringLiteral("message"), protocol);
                             protocol->sendMessage(payload, isBinary);
                         });
        QObject::connect(protocol, &Protocol::onClose, protocol,
                         [this, protocol](bool wasClean, quint16 code) {
                             note(QStringLiteral("close %1%2")
                                      .arg(code)
                                      .arg(wasClean ? QStringLiteral(" clean") : QString()),
                                  protocol);
                         });
        QObject::connect(
            protocol, &QObject::destroyed, protocol, [this, number = protocol->connectionNumber()] {
                const std::lock_guard lock(m_mutex);
                m_events.push_back({QStringLiteral("deleted"), QThread::currentThread(), number});
            });
    }

    mutable std::mutex m_mutex;
    std::vector<Event> m_events;

public:
    WebSocketServerFactory factory; //!< goes first
};

//! Several clients of one server, in the test's thread.
class Crowd
{
public:
    Crowd(const QUrl &url, int count, const std::optional<QSslConfiguration> &ssl = {})
    {
        for (int i = 0; i < count; ++i) {
            m_clients.push_back(std::make_unique<Client>(url));
            m_clients.back()->connectTo(ssl);
        }
    }

    Client &operator[](size_t i) { return *m_clients[i]; }
    const std::vector<std::unique_ptr<Client>> &all() const { return m_clients; }
    int openCount() const
    {
        return int(std::ranges::count_if(m_clients, [](const auto &client) { return client->isOpen(); }));
    }
    int count(QStringView entry) const
    {
        int count = 0;
        for (const auto &client : m_clients)
            count += client->log().count(entry);
        return count;
    }

private:
    std::vector<std::unique_ptr<Client>> m_clients;
};

} // namespace Gantry::Testing
