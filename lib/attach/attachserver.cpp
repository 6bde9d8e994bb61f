// SPDX-License-Identifier: MIT
#include "attach/attachserver.h"

#include "attach/attachconnection.h"
#include "attach/socketdirectory.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFileInfo>
#include <QtCore/QLoggingCategory>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Gantry::Attach {

using namespace Qt::Literals::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcAttach, "gantry.attach")

//! The directory keeps other users out; this is for a directory that was moved, a
//! descriptor that was handed over, and root's mistakes.
bool isOwnUser(int descriptor)
{
    ucred peer = {};
    socklen_t size = sizeof peer;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

ProcessInfo thisProcess(qint64 startTimeNs)
{
    return {
        .pid = QCoreApplication::applicationPid(),
        .program = QFileInfo(QCoreApplication::applicationFilePath()).fileName(),
        .gantryVersion = QStringLiteral(GANTRY_VERSION),
        .qtVersion = QString::fromLatin1(qVersion()),
        .startTimeNs = startTimeNs,
    };
}

} // namespace

AttachServer::AttachServer(Tap::Hub &hub, TapServiceOptions options, QObject *parent)
    : QLocalServer(parent)
    , m_service(hub, options)
{
    setSocketOptions(UserAccessOption);
}

AttachServer::~AttachServer()
{
    stop();
}

QString AttachServer::start(const QString &directory)
{
    if (const QString complaint = prepareDirectory(directory); !complaint.isEmpty())
        return complaint;
    const QString path = directory + u'/' + QString::number(QCoreApplication::applicationPid());
    removeServer(path); // of an earlier process with this pid
    if (!listen(path))
        return u"%1: %2"_s.arg(path, errorString());
    m_startTimeNs = Tap::Hub::now();
    return {};
}

void AttachServer::stop()
{
    close();
    m_service.detachAll();
    qDeleteAll(findChildren<AttachConnection *>(Qt::FindDirectChildrenOnly));
}

void AttachServer::incomingConnection(quintptr descriptor)
{
    const int socket = int(descriptor);
    if (!isOwnUser(socket)) {
        qCWarning(lcAttach, "a process of another user was turned away");
        ::close(socket);
        return;
    }
    ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
    auto *connection = new AttachConnection(socket, m_service, ++m_lastClient, this);
    connection->greet(thisProcess(m_startTimeNs));
}

} // namespace Gantry::Attach
