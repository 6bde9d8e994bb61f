// SPDX-License-Identifier: GPL-3.0-only
#include "store/capturefolder.h"

#include "store/segmentheader.h"
#include "store/storewords.h"

#include <QtCore/QDir>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>

#include <algorithm>
#include <optional>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr auto OwnerOnly = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;

QString lockPathOf(const QString &folder)
{
    return folder + u"/lock"_s;
}

QFileInfoList segmentFilesOf(const QString &folder)
{
    // Numbers are written with leading zeros, so names are in their order.
    return QDir(folder).entryInfoList({u"*.records"_s}, QDir::Files, QDir::Name);
}

bool makeRoot(const QString &root)
{
    const QFileInfo info(root);
    return info.isDir()
        || (QDir().mkpath(info.path()) && (QDir().mkdir(root, OwnerOnly) || QFileInfo(root).isDir()));
}

//! Without the hole at the end of a file whose writer was killed.
qint64 wholeOctetsOf(const QFileInfo &info)
{
    QFile file(info.filePath());
    const auto header =
        file.open(QIODevice::ReadOnly) ? decodeSegmentHeader(file.read(SegmentHeader::Size)) : std::nullopt;
    return header ? std::min(info.size(), qint64(header->committed)) : info.size();
}

std::optional<RecoverableCapture> describe(const QString &folder)
{
    RecoverableCapture capture{.folder = folder};
    const QFileInfoList files = segmentFilesOf(folder);
    for (const QFileInfo &file : files) {
        capture.lastWritten = capture.lastWritten.isValid()
            ? std::max(capture.lastWritten, file.lastModified())
            : file.lastModified();
        capture.bytes += wholeOctetsOf(file);
    }
    return files.isEmpty() ? std::nullopt : std::optional(capture);
}

} // namespace

QString CaptureFolder::defaultRoot()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation)
        + u"/gantry-inspector/captures"_s;
}

QList<RecoverableCapture> CaptureFolder::recoverable(const QString &root)
{
    QList<RecoverableCapture> captures;
    const QFileInfoList folders = QDir(root).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QFileInfo &folder : folders) {
        const auto capture = describe(folder.filePath());
        QLockFile lock(lockPathOf(folder.filePath()));
        lock.setStaleLockTime(0);
        if (capture && lock.tryLock(0)) {
            captures.append(*capture);
        }
    }
    std::sort(captures.begin(), captures.end(),
              [](const auto &a, const auto &b) { return a.lastWritten > b.lastWritten; });
    return captures;
}

bool CaptureFolder::discard(const QString &path)
{
    QString problem;
    const auto folder = describe(path) ? open(path, &problem) : nullptr;
    if (folder) {
        folder->setKept(false);
    }
    return folder != nullptr;
}

std::unique_ptr<CaptureFolder> CaptureFolder::create(const QString &root, QString *problem)
{
    const QString home = root.isEmpty() ? QDir::tempPath() : root;
    if (!makeRoot(home)) {
        *problem = StoreWords::tr("the folder %1 cannot be made").arg(home);
        return nullptr;
    }
    const QString now = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-hhmmss"_s);
    QTemporaryDir made(home + u"/gantry-capture-"_s + now + u'-'); // 0700; the rest of the name is by chance
    if (!made.isValid()) {
        *problem = StoreWords::tr("no folder can be made in %1: %2").arg(home, made.errorString());
        return nullptr;
    }
    made.setAutoRemove(false);
    std::unique_ptr<CaptureFolder> folder(new CaptureFolder(made.path()));
    if (!folder->m_lock.tryLock(0)) {
        *problem = StoreWords::tr("the folder %1 cannot be locked").arg(made.path());
        return nullptr;
    }
    return folder;
}

std::unique_ptr<CaptureFolder> CaptureFolder::open(const QString &path, QString *problem)
{
    if (segmentFilesOf(path).isEmpty()) {
        *problem = StoreWords::tr("there is no capture in %1").arg(path);
        return nullptr;
    }
    std::unique_ptr<CaptureFolder> folder(new CaptureFolder(path));
    folder->setKept(true);
    if (!folder->m_lock.tryLock(0)) {
        *problem = StoreWords::tr("the capture in %1 is in use, or cannot be locked").arg(path);
        return nullptr;
    }
    return folder;
}

CaptureFolder::CaptureFolder(const QString &path)
    : m_path(QDir(path).absolutePath())
    , m_lock(lockPathOf(m_path))
{
    // However old: who made it may run for weeks. A lock whose process is gone is
    // taken over all the same.
    m_lock.setStaleLockTime(0);
}

CaptureFolder::~CaptureFolder()
{
    if (!m_isKept) {
        // Only what is ours: a folder somebody put other files into stays with them.
        for (const QString &path : segmentPaths()) {
            QFile::remove(path);
        }
    }
    m_lock.unlock();
    if (!m_isKept) {
        QDir().rmdir(m_path);
    }
}

QString CaptureFolder::segmentPath(quint64 number) const
{
    return m_path + u"/%1.records"_s.arg(number, 10, 10, QLatin1Char('0'));
}

QStringList CaptureFolder::segmentPaths() const
{
    QStringList paths;
    for (const QFileInfo &file : segmentFilesOf(m_path)) {
        paths << file.filePath();
    }
    return paths;
}

} // namespace Gantry::Inspector
