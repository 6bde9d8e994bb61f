// SPDX-License-Identifier: MIT
#include "attach/socketdirectory.h"

#include <QtCore/QDir>
#include <QtCore/QFile>

#include <algorithm>
#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

namespace Gantry::Attach {

using namespace Qt::Literals::StringLiterals;

QString socketDirectory()
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (!runtime.isEmpty() && QDir::isAbsolutePath(runtime))
        return runtime + "/gantry"_L1;
    return QDir::tempPath() + "/gantry-"_L1 + QString::number(::geteuid());
}

QString socketPath(qint64 pid)
{
    return socketDirectory() + u'/' + QString::number(pid);
}

QString complaintAboutDirectory(const QString &directory)
{
    struct stat status = {};
    // lstat: in a directory that all can write to, a link may be somebody's trap.
    if (::lstat(QFile::encodeName(directory).constData(), &status) != 0)
        return u"%1: %2"_s.arg(directory, qt_error_string(errno));
    if (!S_ISDIR(status.st_mode))
        return u"%1 is not a directory"_s.arg(directory);
    if (status.st_uid != ::geteuid())
        return u"%1 belongs to another user"_s.arg(directory);
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return u"%1 is open to other users (its mode must be 0700)"_s.arg(directory);
    return {};
}

QString prepareDirectory(const QString &directory)
{
    // An existing directory is judged as it is: repairing the mode of one that was
    // open would keep what others may have put into it.
    if (::mkdir(QFile::encodeName(directory).constData(), S_IRWXU) != 0 && errno != EEXIST)
        return u"%1: %2"_s.arg(directory, qt_error_string(errno));
    return complaintAboutDirectory(directory);
}

QList<qint64> listedPids(const QString &directory)
{
    QList<qint64> pids;
    if (!complaintAboutDirectory(directory).isEmpty())
        return pids;
    const QStringList names = QDir(directory).entryList(QDir::System | QDir::Files);
    for (const QString &name : names) {
        bool isNumber = false;
        const qint64 pid = name.toLongLong(&isNumber);
        if (isNumber && pid > 0)
            pids.append(pid);
    }
    std::sort(pids.begin(), pids.end());
    return pids;
}

} // namespace Gantry::Attach
