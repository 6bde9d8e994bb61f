// SPDX-License-Identifier: GPL-3.0-only
// The listening side of a forward proxy: accepts clients, and follows each connection
// from stage to stage.
#pragma once

#include "capture/authority/authority.h"
#include "capture/forward/forwardstage.h"
#include "capture/proxylistener.h"

#include <QtCore/QHash>
#include <QtCore/QSet>

namespace Gantry::Inspector {

class RecordQueue;

class ForwardServer : public ProxyListener
{
    Q_OBJECT

public:
    struct Settings
    {
        Core::WebSocketAddress listen = {};
        QSslConfiguration targetTls = {};
        std::unique_ptr<Authority> authority = {}; //!< null: TLS passes unread
        QString whyNoAuthority = {};
    };
    //! Texts that are remembered, so that each is said once.
    static constexpr qsizetype MaxNotices = 1000;

    ForwardServer(Settings settings, RecordQueue *records);
    ~ForwardServer() override;

    void setHeld(bool held) override;

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void follow(quint64 number, ForwardStage *stage);
    void drop(quint64 number);
    bool isOurselves(const QByteArray &peer) const;
    void tell(const QString &text);

    const std::unique_ptr<Authority> m_authority;
    ForwardContext m_context;
    QHash<quint64, ForwardStage *> m_connections; // owned
    QSet<QString> m_told;
    quint64 m_lastClient = 0;
    quint64 m_lastShown = 0;
    bool m_isHeld = false;
};

} // namespace Gantry::Inspector
