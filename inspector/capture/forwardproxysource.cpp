// SPDX-License-Identifier: GPL-3.0-only
#include "capture/forwardproxysource.h"

#include "capture/authority/authority.h"
#include "capture/forward/forwardserver.h"

#include <QtNetwork/QHostAddress>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

ForwardProxySource::ForwardProxySource(ForwardListen listen, ProxyTlsFiles files,
                                       RecordQueue::WhenFull whenFull, QObject *parent)
    : ProxyThread(whenFull, parent)
    , m_listen(std::move(listen))
    , m_files(std::move(files))
{ }

QString ForwardProxySource::title() const
{
    return tr("HTTP proxy %1").arg(m_listen.url);
}

void ForwardProxySource::start()
{
    const TlsResult tls = targetTls(m_files);
    if (const auto *error = std::get_if<QString>(&tls))
        return fail(*error);
    ForwardServer::Settings settings{.listen = m_listen.address,
                                     .targetTls = std::get<QSslConfiguration>(tls)};
    // Without an authority the rest works; the notices say what is missing.
    Authority::Result authority = Authority::open(authorityFolder(m_files));
    if (auto *opened = std::get_if<std::unique_ptr<Authority>>(&authority)) {
        settings.authority = std::move(*opened);
    } else {
        settings.whyNoAuthority = std::get<QString>(authority);
        Q_EMIT noticed(u"TLS passes unread: %1"_s.arg(settings.whyNoAuthority));
    }
    const QHostAddress address(m_listen.address.host);
    if (!address.isLoopback() && m_listen.address.host != "localhost"_L1)
        Q_EMIT noticed(u"anybody who can reach %1 can use this proxy"_s.arg(m_listen.url));
    run(new ForwardServer(std::move(settings), records()));
}

} // namespace Gantry::Inspector
