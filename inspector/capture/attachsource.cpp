// SPDX-License-Identifier: GPL-3.0-only
#include "capture/attachsource.h"

#include "attach/attachclient.h"
#include "attach/socketdirectory.h"
#include "tap/hub.h"
#include "websocket/deletesoon.h"

#include <QtCore/QCoreApplication>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;
using Attach::AttachClient;

//! One process. Its connection numbers are its own: ours are given as they appear.
struct AttachSource::Watched
{
    qint64 pid = 0;
    std::unique_ptr<AttachClient> client;
    QHash<quint64, quint64> numbers; // of the connections that are open
};

AttachSource::AttachSource(qint64 pid)
    : m_pid(pid)
    , m_queue(RecordQueue::WhenFull::Hold) // the bound is in the watched process
{
    connect(&m_queue, &RecordQueue::recordsReady, this, &Source::recordsReady);
    connect(&m_scanTimer, &QTimer::timeout, this, &AttachSource::scan);
}

AttachSource::~AttachSource() = default;

std::unique_ptr<AttachSource> AttachSource::forProcess(qint64 pid)
{
    return std::unique_ptr<AttachSource>(new AttachSource(pid));
}

std::unique_ptr<AttachSource> AttachSource::forAll()
{
    return std::unique_ptr<AttachSource>(new AttachSource(0));
}

QString AttachSource::title() const
{
    if (watchesAll())
        return tr("All processes");
    return m_program.isEmpty() ? tr("Process %1").arg(m_pid) : u"%1 (%2)"_s.arg(m_program).arg(m_pid);
}

void AttachSource::start()
{
    if (!watchesAll()) {
        watch(m_pid);
        return;
    }
    m_hasStarted = true;
    m_scanTimer.start(ScanInterval);
    scan();
    Q_EMIT started({});
}

void AttachSource::stop()
{
    m_scanTimer.stop();
    for (const auto &watched : m_watched)
        watched->client->disconnect(this);
    finishLater();
}

void AttachSource::scan()
{
    const QList<qint64> pids = Attach::listedPids(Attach::socketDirectory());
    // A pid that is gone may come back as another process.
    m_known.intersect(QSet<qint64>(pids.begin(), pids.end()));
    for (const qint64 pid : pids) {
        if (!m_known.contains(pid) && pid != QCoreApplication::applicationPid())
            watch(pid);
    }
}

void AttachSource::watch(qint64 pid)
{
    m_known.insert(pid);
    auto watched = std::make_unique<Watched>();
    watched->pid = pid;
    watched->client = std::make_unique<AttachClient>();
    AttachClient *client = watched->client.get();
    connect(client, &AttachClient::attached, this, &AttachSource::onAttached);
    connect(client, &AttachClient::recordsReady, this,
            [this, entry = watched.get()](const QList<Tap::Record> &records) { onRecords(*entry, records); });
    connect(client, &AttachClient::disconnected, this, [this, pid] { onGone(pid, {}); });
    connect(client, &AttachClient::errorOccurred, this,
            [this, pid](const QString &text) { onGone(pid, text); });
    m_watched.push_back(std::move(watched));
    client->connectTo(pid);
}

void AttachSource::onAttached(const Attach::ProcessInfo &process)
{
    if (watchesAll())
        return;
    m_program = process.program;
    m_hasStarted = true;
    Q_EMIT started({});
}

void AttachSource::onRecords(Watched &watched, const QList<Tap::Record> &records)
{
    for (const Tap::Record &theirs : records) {
        Tap::Record record = renumbered(watched, theirs);
        m_annotator.annotate(record);
        m_queue.push(std::move(record));
    }
}

Tap::Record AttachSource::renumbered(Watched &watched, Tap::Record record)
{
    Tap::RecordHead &head = std::visit([](auto &value) -> Tap::RecordHead & { return value.head; }, record);
    if (head.connection == 0)
        return record; // about the process as a whole
    quint64 &number = watched.numbers[head.connection];
    if (number == 0)
        number = ++m_lastConnection;
    const quint64 theirs = std::exchange(head.connection, number);
    if (std::holds_alternative<Tap::CloseRecord>(record))
        watched.numbers.remove(theirs);
    return record;
}

void AttachSource::onGone(qint64 pid, const QString &error)
{
    const auto it = std::find_if(m_watched.begin(), m_watched.end(),
                                 [pid](const auto &watched) { return watched->pid == pid; });
    if (it == m_watched.end())
        return;
    (*it)->client->disconnect(this);
    deleteSoon((*it)->client.release()); // it is the sender
    closeConnections(**it);
    m_watched.erase(it);
    if (watchesAll())
        return; // others go on; scan() takes the pid from m_known when it is listed no more
    if (!error.isEmpty())
        Q_EMIT failed(error);
    if (m_hasStarted)
        finishLater();
}

// A process that is killed, or that stops serving, tells no end of its connections.
void AttachSource::closeConnections(const Watched &watched)
{
    QList<quint64> open = watched.numbers.values();
    std::sort(open.begin(), open.end());
    for (const quint64 number : open) {
        Tap::Record record = Tap::CloseRecord{.head = {.connection = number, .timeNs = Tap::Hub::now()},
                                              .reason = "the process ended",
                                              .by = Core::ClosedBy::Transport};
        m_annotator.annotate(record);
        m_queue.push(std::move(record));
    }
}

void AttachSource::finishLater()
{
    if (std::exchange(m_isOver, true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_queue.flush();
            Q_EMIT finished();
        },
        Qt::QueuedConnection);
}

} // namespace Gantry::Inspector
