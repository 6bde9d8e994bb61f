// SPDX-License-Identifier: GPL-3.0-only
// What all connections of a forward proxy share. The proxy owns it and outlives them.
#pragma once

#include "capture/forward/httpobserver.h"

#include <QtCore/QString>
#include <QtNetwork/QSslConfiguration>

#include <functional>
#include <memory>

namespace Gantry::Inspector {

class Authority;

struct ForwardContext
{
    QSslConfiguration targetTls = {};
    Authority *authority = nullptr; //!< null: TLS passes unread
    QString whyNoAuthority = {};
    //! Whether an address, as links name their peers, is the proxy itself.
    std::function<bool(const QByteArray &peer)> isOurselves = {};
    //! English; said once, however often it happens.
    std::function<void(const QString &text)> notice = {};
    std::function<quint64()> nextNumber = {};
    std::function<void(Tap::Record &&)> deliver = {};

    std::unique_ptr<HttpObserver> makeObserver(const QByteArray &peer, bool isSecure) const
    {
        Tap::DecoderOptions options;
        options.secure = isSecure;
        options.peer = peer;
        return std::make_unique<HttpObserver>(HttpObserver::Settings{
            .decoder = std::move(options), .nextNumber = nextNumber, .deliver = deliver});
    }
};

} // namespace Gantry::Inspector
