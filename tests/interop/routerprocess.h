// SPDX-License-Identifier: MIT
// gantry-router with a configuration of the test's, and wamp-cli to speak to it.
#pragma once

#include "peerprocess.h"
#include "programrun.h"

#include <QtCore/QJsonObject>
#include <QtCore/QTemporaryDir>

#include <memory>

namespace Gantry::Interop {

class RouterProcess
{
public:
    //! With \a config in a file, if it is not empty.
    explicit RouterProcess(const QByteArray &config, const QStringList &arguments = {});
    Q_DISABLE_COPY_MOVE(RouterProcess)

    //! Listening on \a ports addresses; what it said instead otherwise.
    bool isReady(int ports = 1);
    QUrl url(int index = 0) const { return m_urls.value(index); }
    //! Another configuration, and SIGHUP.
    void reload(const QByteArray &config);
    //! status.json of the first address, a WebSocket's.
    QJsonObject status() const;

    PeerProcess &process() { return *m_process; }
    QString path(const QString &name) const { return m_folder.filePath(name); }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<PeerProcess> m_process;
    QList<QUrl> m_urls;
};

//! The answer to the request \a line ("GET /") with nothing behind it, to its end.
QByteArray httpRequest(const QUrl &url, const QByteArray &line);
QByteArray httpBody(const QByteArray &answer);

//! wamp-cli, started.
std::unique_ptr<PeerProcess> startCli(const QUrl &url, const QString &realm, const QStringList &arguments);
//! wamp-cli, run to its end.
ProgramResult runCli(const QUrl &url, const QString &realm, const QStringList &arguments);
//! Has \a cli subscribe or register something and waits for it.
bool isSettled(PeerProcess &cli);

} // namespace Gantry::Interop
