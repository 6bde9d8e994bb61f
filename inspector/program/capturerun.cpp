// SPDX-License-Identifier: GPL-3.0-only
#include "program/capturerun.h"

#include "export/jsonlines.h"
#include "export/textlines.h"
#include "program/output.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QTimer>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

CaptureRun::CaptureRun(const Arguments &arguments)
    : m_arguments(arguments)
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
    const auto add = [this](const QString &path, RecordWriter::Format format) {
        auto writer = std::make_unique<RecordWriter>(std::move(format));
        if (!writer->open(path)) {
            printError(writer->errorString());
            return false;
        }
        m_writers.push_back(std::move(writer));
        return true;
    };
    return (m_arguments.jsonLinesPath.isEmpty() || add(m_arguments.jsonLinesPath, appendJsonLine))
        && (!m_arguments.printsText || add(u"-"_s, appendTextLine));
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
        QCoreApplication::exit(m_status);
    });
    m_captures.stop();
}

void CaptureRun::onIdle()
{
    if (m_isEnding) {
        QMetaObject::invokeMethod(
            this, [this] { QCoreApplication::exit(m_status); }, Qt::QueuedConnection);
    } else if (!m_arguments.showsWindow()) {
        // A window goes on without sources; what nobody sees has nothing left to do
        // but its picture. Later: the last records are still on their way there.
        QMetaObject::invokeMethod(this, &CaptureRun::endInTime, Qt::QueuedConnection);
    }
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
    for (const auto &writer : m_writers) {
        if (writer->write(source, records))
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
    if (m_arguments.jsonLinesPath == "-"_L1)
        printErrorLine(line);
    else
        printLine(line);
}

} // namespace Gantry::Inspector
