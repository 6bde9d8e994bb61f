// SPDX-License-Identifier: GPL-3.0-only
// Writes records into a file in a thread of its own. The file appears under its name
// when it is whole: one that was there stays until then, and a failed or cancelled
// export leaves nothing behind.
#pragma once

#include "export/exportrequest.h"

#include <QtCore/QObject>
#include <QtCore/QThreadPool>

#include <atomic>

namespace Gantry::Inspector {

class CaptureExport final : public QObject
{
    Q_OBJECT

public:
    explicit CaptureExport(ExportRequest request, QObject *parent = nullptr);
    //! Cancels and waits, some milliseconds.
    ~CaptureExport() override;

    void start();
    //! finished() follows.
    void cancel() { m_isCancelled = true; }
    //! After finished(): whether there is no file because of that.
    bool wasCancelled() const noexcept { return m_wasCancelled; }

Q_SIGNALS:
    //! Records; at most every 50 ms.
    void progressed(quint64 done, quint64 total);
    //! \a written records are in the file. \a problem: why there is no file, English; empty
    //! if there is one, or if it was cancelled.
    void finished(quint64 written, const QString &problem);

private:
    void run();
    //! Why it failed; empty: it did not.
    QString write(CaptureWriter &writer);
    QString writeTo(const QString &path);

    const ExportRequest m_request;
    std::atomic<bool> m_isCancelled = false;
    bool m_wasCancelled = false;
    quint64 m_written = 0;
    QThreadPool m_thread; //!< last: its end waits for the one who uses the rest
};

} // namespace Gantry::Inspector
