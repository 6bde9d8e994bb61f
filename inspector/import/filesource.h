// SPDX-License-Identifier: GPL-3.0-only
// A file as a source: read in a thread of its own, handed over in pieces that a window
// takes between two of its pictures. The file is never in memory as a whole: the thread
// waits while what it has read is not taken.
#pragma once

#include "capture/source.h"

#include <QtCore/QBasicTimer>

#include <memory>

namespace Gantry::Inspector {

class FileSource final : public Source
{
    Q_OBJECT

public:
    explicit FileSource(QString path, QObject *parent = nullptr);
    //! Waits for the thread, which ends within some milliseconds.
    ~FileSource() override;

    QString title() const override;
    void start() override;
    //! Cancels; what was read so far stays.
    void stop() override;

    //! Whether it was stopped before the end.
    bool wasCancelled() const noexcept { return m_wasCancelled; }

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    class Worker;

    void takeRecords();

    const QString m_path;
    std::unique_ptr<Worker> m_worker;
    QBasicTimer m_timer;
    qint64 m_lastDone = -1;
    bool m_wasCancelled = false;
    bool m_isOver = false;
};

} // namespace Gantry::Inspector
