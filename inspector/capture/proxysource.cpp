// SPDX-License-Identifier: GPL-3.0-only
#include "capture/proxysource.h"

#include "capture/authority/authority.h"
#include "capture/proxyserver.h"
#include "capture/tlsfiles.h"

namespace Gantry::Inspector {

namespace {

//! Without files of the user's, our own authority speaks for the host that is listened
//! on: it has been made already, so that somebody may trust it.
TlsResult tlsForClients(const ProxyRoute &route, const ProxyTlsFiles &files)
{
    if (!files.certificateFile.isEmpty())
        return listenerTls(files);
    Authority::Result authority = Authority::open(authorityFolder(files));
    if (const auto *error = std::get_if<QString>(&authority))
        return *error;
    return std::get<std::unique_ptr<Authority>>(authority)->tlsFor(route.listen.host);
}

} // namespace

ProxySource::ProxySource(ProxyRoute route, ProxyTlsFiles files, RecordQueue::WhenFull whenFull,
                         QObject *parent)
    : ProxyThread(whenFull, parent)
    , m_route(std::move(route))
    , m_files(std::move(files))
{ }

QString ProxySource::title() const
{
    return tr("Proxy %1 → %2").arg(m_route.listenUrl, m_route.targetUrl);
}

void ProxySource::start()
{
    ProxyServer::Settings settings{
        .listen = m_route.listen, .listenTls = {}, .target = {.address = m_route.target, .tls = {}}};
    if (m_route.listen.isSecure) {
        const TlsResult tls = tlsForClients(m_route, m_files);
        if (const auto *error = std::get_if<QString>(&tls))
            return fail(*error);
        settings.listenTls = std::get<QSslConfiguration>(tls);
    }
    if (m_route.target.isSecure) {
        const TlsResult tls = targetTls(m_files);
        if (const auto *error = std::get_if<QString>(&tls))
            return fail(*error);
        settings.target.tls = std::get<QSslConfiguration>(tls);
    }
    run(new ProxyServer(std::move(settings), records()));
}

} // namespace Gantry::Inspector
