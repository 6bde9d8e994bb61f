// SPDX-License-Identifier: GPL-3.0-only
#include "import/filesource.h"

#include "import/fileformat.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QMutex>
#include <QtCore/QThread>
#include <QtCore/QTimerEvent>
#include <QtCore/QWaitCondition>

#include <atomic>
#include <chrono>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

//! What a window takes at a time: some five milliseconds of its thread.
constexpr qsizetype MaxBatchRecords = 8192;
constexpr qsizetype MaxBatchBytes = 4 * 1024 * 1024;
constexpr int IntervalMs = 16;

} // namespace

//! Reads, until the file is over or stop() was called.
class FileSource::Worker final : public QThread
{
public:
    explicit Worker(QString path)
        : m_path(std::move(path))
    {
        setObjectName(u"gantry-file"_s);
    }

    //! What happened since the last time.
    struct News
    {
        QList<Tap::Record> records;
        QList<std::pair<qsizetype, QString>> comments;
        qint64 done = 0;
        qint64 total = 0;
        bool isOver = false; //!< with these records
        QString error;
    };
    News take()
    {
        const QMutexLocker lock(&m_mutex);
        News news{.records = std::exchange(m_records, {}),
                  .comments = std::exchange(m_comments, {}),
                  .done = m_done,
                  .total = m_total,
                  .isOver = m_isOver,
                  .error = m_error};
        m_bytes = 0;
        m_taken.wakeAll();
        return news;
    }
    void stop()
    {
        const QMutexLocker lock(&m_mutex);
        m_isStopped = true;
        m_taken.wakeAll();
    }

protected:
    void run() override
    {
        const QString error = read();
        const QMutexLocker lock(&m_mutex);
        m_error = error;
        m_isOver = true;
    }

private:
    QString read()
    {
        QFile file(m_path);
        if (!file.open(QIODevice::ReadOnly))
            return file.errorString();
        if (file.isSequential())
            return u"it is no regular file"_s;
        const RecognisedFile recognised = recogniseFile(&file);
        const auto reader =
            makeReader(&file, recognised, [this](Tap::Record &&record) { add(std::move(record)); });
        if (!reader)
            return whyNotReadable(recognised.format);
        m_reader = reader.get();
        while (!m_isStopped && reader->readSome())
            note(reader->position(), file.size());
        note(m_isStopped ? reader->position() : file.size(), file.size());
        return m_isStopped ? QString() : reader->errorText();
    }

    void note(qint64 done, qint64 total)
    {
        const QMutexLocker lock(&m_mutex);
        m_done = std::min(done, total);
        m_total = total;
    }

    void add(Tap::Record &&record)
    {
        const QMutexLocker lock(&m_mutex);
        while (!m_isStopped && (m_records.size() >= MaxBatchRecords || m_bytes >= MaxBatchBytes))
            m_taken.wait(&m_mutex);
        if (m_isStopped)
            return;
        m_bytes += qsizetype(sizeof(Tap::Record)) + Tap::weightOf(record);
        if (const QByteArray comment = m_reader->comment(); !comment.isEmpty())
            m_comments.append({m_records.size(), QString::fromUtf8(comment)});
        m_records.append(std::move(record));
    }

    const QString m_path;
    const CaptureReader *m_reader = nullptr; //!< while it reads
    std::atomic<bool> m_isStopped = false;
    QMutex m_mutex; // guards what follows
    QWaitCondition m_taken;
    QList<Tap::Record> m_records;
    QList<std::pair<qsizetype, QString>> m_comments; //!< by place in them
    qsizetype m_bytes = 0;
    qint64 m_done = 0;
    qint64 m_total = 0;
    bool m_isOver = false;
    QString m_error;
};

FileSource::FileSource(QString path, QObject *parent)
    : Source(parent)
    , m_path(std::move(path))
{ }

FileSource::~FileSource()
{
    if (m_worker) {
        m_worker->stop();
        m_worker->wait();
    }
}

QString FileSource::title() const
{
    return QFileInfo(m_path).fileName();
}

void FileSource::start()
{
    const QFileInfo info(m_path);
    if (!info.isReadable() || info.isDir()) {
        const QString reason = !info.exists() ? tr("there is no such file")
            : info.isDir()                    ? tr("it is a folder")
                                              : tr("it may not be read");
        Q_EMIT failed(tr("cannot open '%1': %2").arg(m_path, reason));
        return;
    }
    m_worker = std::make_unique<Worker>(m_path);
    m_worker->start();
    m_timer.start(IntervalMs, Qt::PreciseTimer, this);
    Q_EMIT started({});
}

void FileSource::stop()
{
    if (!m_worker || m_isOver)
        return;
    m_wasCancelled = true;
    m_worker->stop(); // the timer sees its end
}

void FileSource::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_timer.timerId())
        takeRecords();
}

void FileSource::takeRecords()
{
    const Worker::News news = m_worker->take();
    if (!news.records.isEmpty())
        Q_EMIT recordsReady(news.records);
    if (!news.comments.isEmpty())
        Q_EMIT commentsReady(news.comments);
    if (std::exchange(m_lastDone, news.done) != news.done)
        Q_EMIT progressChanged(news.done, news.total);
    if (!news.isOver || std::exchange(m_isOver, true))
        return;
    m_timer.stop();
    if (!news.error.isEmpty())
        Q_EMIT failed(tr("cannot read all of '%1': %2").arg(m_path, news.error));
    Q_EMIT finished();
}

} // namespace Gantry::Inspector
