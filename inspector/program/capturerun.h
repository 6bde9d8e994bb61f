// SPDX-License-Identifier: GPL-3.0-only
// One run of the program, with or without a window: where records are written, how
// long it goes on, how it ends and with which status. Knows no widget.
#pragma once

#include "export/capturewriter.h"
#include "program/arguments.h"
#include "program/captureset.h"
#include "program/recordchecks.h"
#include "system/terminationsignals.h"

#include <memory>
#include <vector>

namespace Gantry::Inspector {

class CaptureRun : public QObject
{
    Q_OBJECT

public:
    //! What a program that was told to end may take to write what it has.
    static constexpr std::chrono::seconds EndTimeout{10};

    explicit CaptureRun(const Arguments &arguments);
    ~CaptureRun() override;

    //! False: said why on standard error.
    [[nodiscard]] bool openOutputs();
    //! Writes the records of \a source from now on. Borrowed.
    void add(Source *source) { m_captures.add(source); }
    //! From now on --duration counts, or \a otherwise when it was not given.
    void startClock(std::optional<std::chrono::milliseconds> otherwise = {});
    //! Stops the sources, writes what they had, and leaves the event loop with
    //! \a status unless there is a worse one already.
    void end(int status);
    //! One line for standard error; the exit status becomes 1.
    void fail(const QString &text);

Q_SIGNALS:
    //! The time is over or a signal came; everything still runs. end() follows.
    void aboutToEnd();

private:
    [[nodiscard]] bool addOutput(std::unique_ptr<CaptureWriter> writer, const QString &path, bool redacts);
    void finishOutputs();
    void write(int source, const QList<Tap::Record> &records);
    void announce(const QString &url);
    void onIdle();
    void onLeaderFinished();
    void onFailed(const QString &text);
    void endInTime();
    void leave();

    const Arguments m_arguments;
    TerminationSignals m_signals;
    CaptureSet m_captures;
    std::vector<std::unique_ptr<CaptureWriter>> m_writers;
    RecordChecks m_checks;
    int m_status = 0;
    bool m_isEnding = false;
};

} // namespace Gantry::Inspector
