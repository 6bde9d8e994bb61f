// SPDX-License-Identifier: MIT
// gantry-router as a process, whose limits are low enough to be reached, and what it tells
// about itself meanwhile.
#pragma once

#include "../routerprocess.h"
#include "rawwamp.h"

#include <QtCore/QTemporaryDir>

namespace Gantry::Interop {

struct FloodLimits
{
    QJsonObject ofRouter = {}; //!< "limits" of its configuration
    QJsonObject ofListeners = {};
};

class FloodRouter
{
public:
    //! Starts at once: realm1 for everybody, "guarded" for joe, whose ticket is "secret".
    explicit FloodRouter(const FloodLimits &limits = {});

    bool isReady() { return m_process.isReady(3); }
    //! How it is reached by "websocket", "tcp" or "unix".
    QUrl url(const QString &channel) const;
    static QStringList channels();
    static void addChannelRows();

    // Figures of its status page: of this moment, and since it began.
    qint64 now(const char *figure) const { return statusFigure("now", figure); }
    qint64 total(const char *figure) const { return statusFigure("total", figure); }
    QByteArray page() const { return httpRequest(m_process.url(), "GET /"); }
    //! Whether \a figure becomes \a value.
    bool comesTo(const char *figure, qint64 value) const;

    //! Octets in memory.
    qint64 memory() { return m_process.process().memory(); }
    qint64 peakMemory() { return m_process.process().memory(QStringLiteral("VmHWM")); }
    bool isRunning() { return m_process.process().isRunning(); }
    QString story() { return m_process.process().story(); }

private:
    qint64 statusFigure(const char *group, const char *figure) const;

    QTemporaryDir m_folder;
    RouterProcess m_process;
};

//! Whether a session can be opened, and its call is answered.
bool serves(const QUrl &url);

} // namespace Gantry::Interop
