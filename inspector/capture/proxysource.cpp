// SPDX-License-Identifier: GPL-3.0-only
#include "capture/proxysource.h"

#include "capture/proxyserver.h"
#include "capture/tlsfiles.h"

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

ProxySource::ProxySource(ProxyRoute route, ProxyTlsFiles files, RecordQueue::WhenFull whenFull,
                         QObject *parent)
    : Source(parent)
    , m_route(std::move(route))
    , m_files(std::move(files))
    , m_queue(whenFull)
{
    m_thread.setObjectName(u"gantry-proxy"_s);
    connect(&m_queue, &RecordQueue::recordsReady, this, &Source::recordsReady);
    connect(&m_thread, &QThread::finished, this, &ProxySource::onThreadFinished);
}

ProxySource::~ProxySource()
{
    m_thread.quit();
    m_thread.wait();
}

QString ProxySource::title() const
{
    return tr("Proxy %1 → %2").arg(m_route.listenUrl, m_route.targetUrl);
}

void ProxySource::start()
{
    ProxyServer::Settings settings{
        .listen = m_route.listen, .listenTls = {}, .target = {.address = m_route.target, .tls = {}}};
    if (m_route.listen.isSecure) {
        const TlsResult tls = listenerTls(m_files);
        if (const auto *error = std::get_if<QString>(&tls))
            return onFailed(*error);
        settings.listenTls = std::get<QSslConfiguration>(tls);
    }
    if (m_route.target.isSecure) {
        const TlsResult tls = targetTls(m_files);
        if (const auto *error = std::get_if<QString>(&tls))
            return onFailed(*error);
        settings.target.tls = std::get<QSslConfiguration>(tls);
    }

    m_server = new ProxyServer(std::move(settings), &m_queue);
    m_server->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_server, &ProxyServer::open);
    connect(&m_thread, &QThread::finished, m_server, &QObject::deleteLater);
    connect(m_server, &ProxyServer::listening, this, &Source::started);
    connect(m_server, &ProxyServer::failed, this, &ProxySource::onFailed);
    connect(&m_queue, &RecordQueue::congestionChanged, m_server, &ProxyServer::setHeld);
    m_thread.start();
}

void ProxySource::stop()
{
    if (m_thread.isRunning())
        m_thread.quit();
    else if (!m_hasFailed)
        Q_EMIT finished();
}

void ProxySource::onFailed(const QString &reason)
{
    m_hasFailed = true;
    m_thread.quit();
    Q_EMIT failed(reason);
}

void ProxySource::onThreadFinished()
{
    // The thread deletes the server, which ends its connections, after it said so.
    m_thread.wait();
    m_queue.flush();
    if (!m_hasFailed)
        Q_EMIT finished();
}

} // namespace Gantry::Inspector
