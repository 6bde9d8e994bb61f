// SPDX-License-Identifier: MIT
#include "websocket/transport/localacceptor.h"

#include <QtCore/QFile>
#include <QtNetwork/QLocalSocket>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#endif

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

//! Whether \a path can be what a server left behind: anything else is not ours to
//! remove, nor is what a symbolic link leads to.
bool isSocket([[maybe_unused]] const QString &path)
{
#ifdef Q_OS_UNIX
    struct stat status;
    return lstat(QFile::encodeName(path).constData(), &status) == 0 && S_ISSOCK(status.st_mode);
#else
    return true; // a named pipe, which no file can be
#endif
}

} // namespace

std::unique_ptr<Acceptor> Acceptor::forLocal(const QString &path, const AcceptorOptions &options)
{
    return std::make_unique<LocalAcceptor>(path, options);
}

LocalAcceptor::LocalAcceptor(const QString &path, const AcceptorOptions &options)
    : Acceptor({.path = path, .isEpoll = options.isEpoll})
    , m_server(this)
    , m_path(path)
{
    m_server.setListenBacklogSize(options.backlog);
}

QString LocalAcceptor::listen()
{
    if (m_server.listen(m_path))
        return {};
    if (m_server.serverError() != QAbstractSocket::AddressInUseError)
        return m_server.errorString();
    if (!isSocket(m_path))
        return u"%1 exists and is not a socket"_s.arg(m_path);
    if (removeIfDead() && m_server.listen(m_path))
        return {};
    return m_server.errorString();
}

//! A server that was killed leaves its socket file behind. One that nobody answers on
//! is removed; one that somebody does stays, and listening fails.
bool LocalAcceptor::removeIfDead() const
{
    QLocalSocket probe;
    probe.connectToServer(m_path);
    if (probe.state() != QLocalSocket::UnconnectedState
        || probe.error() != QLocalSocket::ConnectionRefusedError)
        return false;
    return QLocalServer::removeServer(m_path);
}

} // namespace Gantry
