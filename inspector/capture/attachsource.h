// SPDX-License-Identifier: GPL-3.0-only
// Processes that serve their tap, watched: one of them, or all there are and all that
// come. What a process cannot send fast enough is dropped there and said; nothing
// here ever holds a process up.
#pragma once

#include "capture/frameannotator.h"
#include "capture/recordqueue.h"
#include "capture/source.h"

#include <QtCore/QHash>
#include <QtCore/QSet>
#include <QtCore/QTimer>

#include <chrono>
#include <memory>
#include <vector>

namespace Gantry::Attach {
class AttachClient;
struct ProcessInfo;
} // namespace Gantry::Attach

namespace Gantry::Inspector {

class AttachSource : public Source
{
    Q_OBJECT

public:
    //! How often it is looked for processes that came.
    static constexpr std::chrono::seconds ScanInterval{1};

    //! Watches process \a pid and ends with it.
    static std::unique_ptr<AttachSource> forProcess(qint64 pid);
    //! Watches every process of this user but our own; ends with stop() only.
    static std::unique_ptr<AttachSource> forAll();
    ~AttachSource() override;

    QString title() const override;
    void start() override;
    void stop() override;

private:
    struct Watched;

    explicit AttachSource(qint64 pid);
    bool watchesAll() const noexcept { return m_pid == 0; }
    void scan();
    void watch(qint64 pid);
    void onAttached(const Attach::ProcessInfo &process);
    void onRecords(Watched &watched, const QList<Tap::Record> &records);
    void onGone(qint64 pid, const QString &error);
    void closeConnections(const Watched &watched);
    Tap::Record renumbered(Watched &watched, Tap::Record record);
    void finishLater();

    const qint64 m_pid; // 0: all
    QString m_program;
    FrameAnnotator m_annotator;
    RecordQueue m_queue;
    QTimer m_scanTimer;
    std::vector<std::unique_ptr<Watched>> m_watched;
    QSet<qint64> m_known; // pids that are watched, or that cannot be
    quint64 m_lastConnection = 0;
    bool m_hasStarted = false;
    bool m_isOver = false;
};

} // namespace Gantry::Inspector
