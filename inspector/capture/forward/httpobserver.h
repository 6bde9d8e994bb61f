// SPDX-License-Identifier: GPL-3.0-only
// Beside a connection that may speak HTTP: finds the request that becomes a WebSocket
// connection and has a decoder read that one. Everything else leaves no record. Gets a
// copy of the octets, in the order in which they pass.
#pragma once

#include "capture/forward/httpfollower.h"
#include "tap/connectiondecoder.h"

#include <array>
#include <functional>
#include <memory>
#include <vector>

namespace Gantry::Inspector {

class HttpObserver
{
public:
    struct Settings
    {
        Tap::DecoderOptions decoder = {};
        //! Numbers the connections that are shown.
        std::function<quint64()> nextNumber = {};
        std::function<void(Tap::Record &&)> deliver = {};
    };

    //! Requests that may wait for their answers; past it nothing more is understood.
    static constexpr size_t MaxOutstanding = 10'000;
    //! Octets behind an upgrade that are kept until it is answered; past it they count
    //! as part of it.
    static constexpr qsizetype MaxBehind = 1024 * 1024;

    explicit HttpObserver(Settings settings);
    ~HttpObserver();
    Q_DISABLE_COPY_MOVE(HttpObserver)

    void feed(Tap::Direction direction, QByteArrayView octets, qint64 timeNs);
    void feedEof(Tap::Direction direction, qint64 timeNs);
    //! The connection is over: what is shown of it gets its last record.
    void finish(qint64 timeNs);
    //! Why it ends, for that record; the first reason counts.
    void note(const QByteArray &reason);

    //! 101: all that follows is WebSocket.
    bool isUpgraded() const noexcept { return m_isUpgraded; }
    //! 101 all the same, to something else: nothing more is understood of it.
    bool isSwitched() const noexcept { return m_isSwitched; }
    //! Every request that came was answered to the end.
    bool isIdle() const noexcept { return m_outstanding.empty() && !m_isLost && !m_isUpgraded; }
    //! Nothing more is understood of what passes.
    bool isLost() const noexcept { return m_isLost; }
    //! Close frames passed both ways.
    bool saidClose() const noexcept { return m_saidClose[0] && m_saidClose[1]; }

private:
    enum class Asked : quint8 { Something, HeadOnly };

    void followRequests(QByteArrayView octets, qint64 timeNs);
    void followResponses(QByteArrayView octets, qint64 timeNs);
    void beginRequest();
    void beginUpgrade(qint64 timeNs);
    bool beginResponse(qint64 timeNs);
    void endResponse(qint64 timeNs);
    void deliver(Tap::Record &&record);

    const Settings m_settings;
    HttpFollower m_requests{HttpFollower::Kind::Request};
    HttpFollower m_responses{HttpFollower::Kind::Response};
    std::vector<Asked> m_outstanding; // requests that are not answered to the end
    QByteArray m_upgradeHead; // of the upgrade whose body is still to come
    std::unique_ptr<Tap::ConnectionDecoder> m_decoder; // since an upgrade was asked for
    QByteArray m_behind; // what the client sent behind it
    QByteArray m_reason;
    std::array<bool, 2> m_saidClose{};
    bool m_isInterim = false; // the answer that passes is not the final one
    bool m_isRefused = false; // the answer that passes refuses the upgrade
    bool m_isUpgraded = false;
    bool m_isSwitched = false;
    bool m_isLost = false;
};

} // namespace Gantry::Inspector
