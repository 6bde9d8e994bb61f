// SPDX-License-Identifier: MIT
// gantry-router as a process, with a realm that has everything which the tests need, and
// who may log in to it.
#pragma once

#include "../routerprocess.h"

#include <QtCore/QTemporaryDir>

namespace Gantry::Interop {

class GantryRouter
{
public:
    //! Starts at once, and waits until it listens.
    GantryRouter();

    bool isRunning() { return m_isReady && m_process.process().isRunning(); }
    //! Where \a manner is spoken: behind an "@" stand "tcp" and "unix" for RawSocket, without
    //! it is WebSocket. rs://host:port and unix:path for RawSocket.
    QString url(const QString &manner) const;
    //! As a user ends it; whether it took that well.
    bool end();
    QString story() { return m_process.process().story(); }

private:
    QString socket() const { return m_folder.filePath(QStringLiteral("router.sock")); }

    QTemporaryDir m_folder;
    RouterProcess m_process; //!< its addresses: WebSocket, TCP, unix
    bool m_isReady = false;
};

} // namespace Gantry::Interop
