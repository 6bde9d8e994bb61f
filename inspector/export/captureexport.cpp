// SPDX-License-Identifier: GPL-3.0-only
#include "export/captureexport.h"

#include "export/harwriter.h"
#include "export/recordwriter.h"
#include "export/redactingwriter.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <filesystem>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 ReportIntervalMs = 50;

//! In the same folder, so that it can be renamed, and a name of this export's own.
QString partPathOf(const QString &path)
{
    static std::atomic<quint64> exports = 0;
    const QFileInfo info(path);
    return u"%1/.%2.%3-%4.part"_s.arg(info.path(), info.fileName())
        .arg(QCoreApplication::applicationPid())
        .arg(++exports);
}

//! Where \a info leads, link by link.
QString targetOf(const QFileInfo &info)
{
    const QString path = info.canonicalFilePath(); // empty: there is nothing yet
    if (!path.isEmpty())
        return path;
    return info.isSymLink() ? info.symLinkTarget() : info.filePath();
}

std::unique_ptr<CaptureWriter> makePlainWriter(const ExportRequest &request)
{
    switch (request.format) {
    case ExportFormat::JsonLines:
        return std::make_unique<JsonLinesWriter>();
    case ExportFormat::Har:
        return std::make_unique<HarWriter>(request.version);
    case ExportFormat::Pcapng:
        return std::make_unique<PcapngWriter>(request.mode, "Gantry Inspector " + request.version);
    }
    Q_UNREACHABLE();
}

} // namespace

std::unique_ptr<CaptureWriter> makeWriter(const ExportRequest &request)
{
    auto writer = makePlainWriter(request);
    return request.redaction ? std::make_unique<RedactingWriter>(std::move(writer), *request.redaction)
                             : std::move(writer);
}

CaptureExport::CaptureExport(ExportRequest request, QObject *parent)
    : QObject(parent)
    , m_request(std::move(request))
{
    m_thread.setMaxThreadCount(1);
}

CaptureExport::~CaptureExport()
{
    cancel();
}

void CaptureExport::start()
{
    m_thread.start([this] { run(); });
}

void CaptureExport::run()
{
    const QFileInfo info(m_request.path);
    // What is no file (a pipe) cannot be renamed to, and through a link the file is meant.
    const bool isSpecial = info.exists() && !info.isFile();
    const QString path = targetOf(info);
    const QString part = isSpecial ? path : partPathOf(path);
    QString problem = writeTo(part);
    m_wasCancelled = m_isCancelled; // later is too late
    if (!isSpecial && (m_wasCancelled || !problem.isEmpty())) {
        QFile::remove(part);
    } else if (!isSpecial) {
        if (QFileInfo::exists(path)) // who may read it goes on to
            QFile::setPermissions(part, QFile::permissions(path));
        std::error_code error;
        std::filesystem::rename(QFile::encodeName(part).toStdString(), QFile::encodeName(path).toStdString(),
                                error);
        if (error) {
            problem = u"cannot write '%1': %2"_s.arg(path, QString::fromStdString(error.message()));
            QFile::remove(part);
        }
    }
    Q_EMIT finished(m_wasCancelled || !problem.isEmpty() ? 0 : m_written, problem);
}

//! The writer is gone, and its file closed, when this returns.
QString CaptureExport::writeTo(const QString &path)
{
    const auto writer = makeWriter(m_request);
    if (!writer->open(path)) {
        return writer->errorString();
    }
    return write(*writer);
}

QString CaptureExport::write(CaptureWriter &writer)
{
    const RecordSnapshot &records = m_request.records;
    const quint64 total = records.end() - records.first();
    QElapsedTimer sinceReport;
    sinceReport.start();
    std::size_t nextChosen = 0;
    for (quint64 sequence = records.first(); sequence < records.end(); ++sequence) {
        if (m_isCancelled) {
            return {};
        }
        if (sinceReport.elapsed() >= ReportIntervalMs) {
            Q_EMIT progressed(sequence - records.first(), total);
            sinceReport.restart();
        }
        bool isChosen = true;
        if (const auto &chosen = m_request.chosen) {
            while (nextChosen < chosen->size() && (*chosen)[nextChosen] < sequence) {
                ++nextChosen;
            }
            isChosen = nextChosen < chosen->size() && (*chosen)[nextChosen] == sequence;
        }
        const Tap::Record record = Tap::keepable(records.peek(sequence));
        const bool isContext = writer.needsContext() && !std::holds_alternative<Tap::FrameRecord>(record);
        // The store has numbered connections of all sources: it is one source.
        if (!isChosen && !isContext) {
            writer.skip(0, record);
        } else if (!writer.add(0, record, m_request.comments.value(sequence))) {
            return writer.errorString();
        } else {
            ++m_written;
        }
    }
    return writer.finish() ? QString() : writer.errorString();
}

} // namespace Gantry::Inspector
