// SPDX-License-Identifier: GPL-3.0-only
#include "program/capturerun.h"

#include "export/harwriter.h"
#include "export/pcapngwriter.h"
#include "export/recordwriter.h"
#include "export/redactingwriter.h"
#include "export/textlines.h"
#include "program/output.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QTimer>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

CaptureRun::CaptureRun(const Arguments &arguments)
    : m_arguments(arguments)
    , m_checks(arguments)
{
    connect(&m_signals, &TerminationSignals::received, this, &CaptureRun::endInTime);
    connect(&m_captures, &CaptureSet::recordsReady, this, &CaptureRun::write);
    connect(&m_captures, &CaptureSet::listening, this, &CaptureRun::announce);
    connect(&m_captures, &CaptureSet::failed, this, &CaptureRun::onFailed);
    connect(&m_captures, &CaptureSet::noticed, this, &printError);
    connect(&m_captures, &CaptureSet::leaderFinished, this, &CaptureRun::onLeaderFinished);
    connect(&m_captures, &CaptureSet::idle, this, &CaptureRun::onIdle);
}

CaptureRun::~CaptureRun() = default;

bool CaptureRun::openOutputs()
{
    const auto &args = m_arguments;
    if (!m_checks.openReport()) {
        printError(m_checks.errorString());
        return false;
    }
    const QByteArray version = QByteArrayLiteral(GANTRY_VERSION);
    // Other programs read JSON lines and expect what was; the others are made to be sent.
    return addOutput(std::make_unique<JsonLinesWriter>(), args.jsonLinesPath,
                     args.redacts.value_or(!args.redactedPaths.isEmpty()))
        && addOutput(std::make_unique<HarWriter>(version), args.harPath, args.redacts.value_or(true))
        && addOutput(std::make_unique<PcapngWriter>(args.pcapngMode, "Gantry Inspector " + version),
                     args.pcapngPath, args.redacts.value_or(true))
        && addOutput(std::make_unique<RecordWriter>(appendTextLine), args.printsText ? u"-"_s : QString(),
                     args.redacts.value_or(false));
}

//! Nothing is to be written where \a path is empty.
bool CaptureRun::addOutput(std::unique_ptr<CaptureWriter> writer, const QString &path, bool redacts)
{
    if (path.isEmpty())
        return true;
    if (redacts) {
        writer = std::make_unique<RedactingWriter>(std::move(writer),
                                                   RedactionOptions{.jsonPaths = m_arguments.redactedPaths});
    }
    if (!writer->open(path)) {
        printError(writer->errorString());
        return false;
    }
    m_writers.push_back(std::move(writer));
    return true;
}

void CaptureRun::finishOutputs()
{
    const auto writers = std::exchange(m_writers, {});
    for (const auto &writer : writers) {
        if (!writer->finish())
            fail(writer->errorString());
    }
}

void CaptureRun::startClock(std::optional<std::chrono::milliseconds> otherwise)
{
    if (const auto time = m_arguments.duration ? m_arguments.duration : otherwise)
        QTimer::singleShot(*time, this, &CaptureRun::endInTime);
}

void CaptureRun::endInTime()
{
    if (m_isEnding)
        return;
    Q_EMIT aboutToEnd();
    end(0);
}

void CaptureRun::end(int status)
{
    m_status = std::max(m_status, status);
    if (std::exchange(m_isEnding, true))
        return;
    QTimer::singleShot(EndTimeout, this, [this] {
        fail(u"gave up waiting for the last records"_s);
        leave();
    });
    m_captures.stop();
}

void CaptureRun::onIdle()
{
    if (m_isEnding) {
        QMetaObject::invokeMethod(this, &CaptureRun::leave, Qt::QueuedConnection);
    } else if (!m_arguments.showsWindow()) {
        // A window goes on without sources; what nobody sees has nothing left to do
        // but its picture. Later: the last records are still on their way there.
        QMetaObject::invokeMethod(this, &CaptureRun::endInTime, Qt::QueuedConnection);
    }
}

void CaptureRun::leave()
{
    finishOutputs();
    const RecordChecks::Verdict verdict = m_checks.finish();
    for (const QString &line : verdict.lines)
        printError(line);
    QCoreApplication::exit(verdict.isMet ? m_status : 1);
}

void CaptureRun::onLeaderFinished()
{
    if (!m_isEnding && !m_arguments.showsWindow())
        QMetaObject::invokeMethod(this, &CaptureRun::endInTime, Qt::QueuedConnection);
}

void CaptureRun::onFailed(const QString &text)
{
    if (m_arguments.showsWindow()) {
        printError(text); // the window shows it, too, and stays
    } else {
        fail(text);
        end(1);
    }
}

void CaptureRun::fail(const QString &text)
{
    printError(text);
    m_status = 1;
}

void CaptureRun::write(int source, const QList<Tap::Record> &records)
{
    const QBitArray chosen = m_checks.look(source, records);
    for (const auto &writer : m_writers) {
        if (writer->write(source, records, chosen))
            continue;
        fail(writer->errorString());
        m_writers.clear(); // one line about it is enough
        end(1);
        return;
    }
}

void CaptureRun::announce(const QString &url)
{
    const QString line = u"listening on %1"_s.arg(url);
    if (m_arguments.fillsStandardOutput())
        printErrorLine(line);
    else
        printLine(line);
}

} // namespace Gantry::Inspector
