// SPDX-License-Identifier: GPL-3.0-only
// The folder of one capture: its segment files and a lock, for the user alone (0700).
// A run makes one and takes it away at its end; one whose owner was killed stays, and
// is found by its lock, which nobody holds.
#pragma once

#include <QtCore/QDateTime>
#include <QtCore/QLockFile>
#include <QtCore/QStringList>

#include <memory>

namespace Gantry::Inspector {

//! What a run that crashed, or that was told to keep it, left behind.
struct RecoverableCapture
{
    QString folder = {};
    QDateTime lastWritten = {};
    qint64 bytes = 0;
    bool operator==(const RecoverableCapture &) const = default;
};

class CaptureFolder
{
    Q_DISABLE_COPY_MOVE(CaptureFolder)

public:
    //! Where captures of this user live: gantry-inspector/captures in the cache.
    static QString defaultRoot();
    //! The newest first. Those of running inspectors are left out.
    static QList<RecoverableCapture> recoverable(const QString &root);
    //! Removes the capture in \a path for good; false if somebody uses it, or if it is
    //! none.
    static bool discard(const QString &path);

    //! Makes a new one below \a root, which is made if need be; an empty \a root is the
    //! system's folder for temporary files. nullptr: \a problem says why.
    static std::unique_ptr<CaptureFolder> create(const QString &root, QString *problem);
    //! Takes over the one at \a path, which stays at the end. nullptr: \a problem says
    //! why, for instance that another inspector has it open.
    static std::unique_ptr<CaptureFolder> open(const QString &path, QString *problem);
    ~CaptureFolder();

    const QString &path() const noexcept { return m_path; }
    QString segmentPath(quint64 number) const;
    //! Paths of the segment files in their order.
    QStringList segmentPaths() const;

    //! Whether it stays when the object goes.
    void setKept(bool kept) noexcept { m_isKept = kept; }
    bool isKept() const noexcept { return m_isKept; }

private:
    explicit CaptureFolder(const QString &path);

    const QString m_path;
    QLockFile m_lock;
    bool m_isKept = false;
};

} // namespace Gantry::Inspector
