// SPDX-License-Identifier: GPL-3.0-only
#include "ui/sourceset.h"

#include "store/recordstore.h"

#include <algorithm>

namespace Gantry::Inspector {

SourceSet::SourceSet(RecordStore *store, QObject *parent)
    : QObject(parent)
    , m_store(store)
{ }

SourceSet::~SourceSet()
{
    for (const Entry &entry : m_entries) {
        entry.source->disconnect(this); // what ends now has nobody to tell
    }
}

int SourceSet::add(std::unique_ptr<Source> source)
{
    const int number = ++m_lastNumber;
    Source *borrowed = source.get();
    m_entries.push_back({.number = number, .source = std::move(source), .where = {}});
    connectSource(number, borrowed);
    borrowed->start(); // may fail, and be gone, before this returns
    Q_EMIT changed();
    return number;
}

void SourceSet::connectSource(int number, Source *source)
{
    connect(source, &Source::started, this,
            [=, this](const QString &where) { sourceStarted(number, where); });
    connect(source, &Source::recordsReady, this,
            [=, this](const QList<Tap::Record> &records) { takeRecords(number, records); });
    connect(source, &Source::commentsReady, this, &SourceSet::takeComments);
    connect(source, &Source::failed, this, [=, this](const QString &text) { sourceFailed(number, text); });
    connect(source, &Source::noticed, this,
            [=, this](const QString &text) { Q_EMIT noticed(source->title(), text); });
    connect(source, &Source::progressChanged, this,
            [=, this](qint64 done, qint64 total) { Q_EMIT progressed(number, done, total); });
    connect(source, &Source::finished, this, [=, this] { remove(number); });
}

void SourceSet::takeRecords(int number, const QList<Tap::Record> &records)
{
    const quint64 first = m_store->endSequence();
    m_store->append(number, records);
    m_lastFirst = m_store->endSequence() - first == quint64(records.size()) ? first : 0;
}

void SourceSet::takeComments(const QList<std::pair<qsizetype, QString>> &comments)
{
    if (m_lastFirst == 0) {
        return; // it is not known which records they are about
    }
    for (const auto &[place, text] : comments) {
        Q_EMIT commented(m_lastFirst + quint64(place), text);
    }
}

void SourceSet::sourceStarted(int number, const QString &where)
{
    if (Entry *entry = find(number)) {
        entry->started = true;
        entry->where = where;
        Q_EMIT changed();
    }
}

void SourceSet::sourceFailed(int number, const QString &text)
{
    const Entry *entry = find(number);
    if (!entry) {
        return;
    }
    Q_EMIT failed(entry->source->title(), text);
    if (!entry->started) {
        remove(number); // finished() follows only if it had begun
    }
}

void SourceSet::remove(int number)
{
    const auto it = std::find_if(m_entries.begin(), m_entries.end(),
                                 [number](const Entry &entry) { return entry.number == number; });
    if (it == m_entries.end()) {
        return;
    }
    // The source is the sender of the signal that led here.
    Source *source = it->source.release();
    source->disconnect(this);
    source->deleteLater();
    m_entries.erase(it);
    m_store->endSource(number);
    Q_EMIT removed(number);
    Q_EMIT changed();
}

void SourceSet::stop(int number)
{
    if (Entry *entry = find(number)) {
        entry->source->stop();
    }
}

void SourceSet::stopAll()
{
    const QList<int> running = numbers();
    for (const int number : running) {
        stop(number);
    }
}

QList<int> SourceSet::numbers() const
{
    QList<int> numbers;
    for (const Entry &entry : m_entries) {
        numbers << entry.number;
    }
    return numbers;
}

QString SourceSet::title(int number) const
{
    const Entry *entry = find(number);
    return entry ? entry->source->title() : QString();
}

QStringList SourceSet::descriptions() const
{
    QStringList descriptions;
    for (const Entry &entry : m_entries) {
        descriptions << (entry.where.isEmpty() ? entry.source->title()
                                               : tr("listening on %1").arg(entry.where));
    }
    return descriptions;
}

const SourceSet::Entry *SourceSet::find(int number) const
{
    const auto it = std::find_if(m_entries.cbegin(), m_entries.cend(),
                                 [number](const Entry &entry) { return entry.number == number; });
    return it == m_entries.cend() ? nullptr : &*it;
}

SourceSet::Entry *SourceSet::find(int number)
{
    return const_cast<Entry *>(std::as_const(*this).find(number));
}

} // namespace Gantry::Inspector
