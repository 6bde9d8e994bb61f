// SPDX-License-Identifier: GPL-3.0-only
#include "store/recordstore.h"

namespace Gantry::Inspector {

namespace {

Tap::RecordHead &headOf(Tap::Record &record)
{
    return std::visit([](auto &value) -> Tap::RecordHead & { return value.head; }, record);
}

//! What keeping \a record costs: the place in its segment and its variable parts.
qint64 costOf(const Tap::Record &record)
{
    return qint64(sizeof(Tap::Record)) + Tap::weightOf(record);
}

} // namespace

RecordStore::RecordStore(QObject *parent)
    : QObject(parent)
{ }

void RecordStore::setMaxBytes(qint64 bytes)
{
    m_maxBytes = bytes;
    trim();
}

void RecordStore::append(int source, const QList<Tap::Record> &records)
{
    if (records.isEmpty()) {
        return;
    }
    const quint64 first = endSequence();
    for (Tap::Record record : records) {
        Tap::RecordHead &head = headOf(record);
        if (head.connection != 0) {
            head.connection = connectionNumber({source, head.connection});
            note(m_connections[head.connection], record);
        }
        if (const auto *drop = std::get_if<Tap::DropRecord>(&record)) {
            m_lost += drop->count;
        }
        m_bytes += costOf(record);
        m_records.append(std::move(record));
    }
    Q_EMIT appended(first, endSequence());
    trim();
}

quint64 RecordStore::connectionNumber(const SourceKey &key)
{
    quint64 &number = m_numbers[key];
    if (number == 0) {
        number = ++m_lastConnection;
        m_connections[number].key = key;
    }
    return number;
}

void RecordStore::note(Connection &connection, const Tap::Record &record)
{
    connection.lastSequence = endSequence();
    if (const auto *open = std::get_if<Tap::OpenRecord>(&record)) {
        connection.open = *open;
        m_live += connection.opened ? 0 : 1;
        connection.opened = true;
    } else if (std::holds_alternative<Tap::CloseRecord>(record)) {
        close(connection);
    }
}

void RecordStore::close(Connection &connection)
{
    m_live -= connection.opened && !connection.closed ? 1 : 0;
    connection.closed = true;
}

void RecordStore::endSource(int source)
{
    for (Connection &connection : m_connections) {
        if (connection.key.first == source) {
            close(connection);
        }
    }
}

void RecordStore::clear()
{
    m_records.clear();
    m_bytes = 0;
    m_trimmed = 0;
    m_lost = 0;
    m_connections.removeIf([this](auto entry) {
        const bool over = entry.value().closed;
        if (over) {
            m_numbers.remove(entry.value().key);
        }
        return over;
    });
    Q_EMIT cleared();
}

void RecordStore::trim()
{
    const quint64 before = firstSequence();
    while (m_bytes > m_maxBytes && endSequence() - firstSequence() > 1) {
        const quint64 sequence = firstSequence();
        const Tap::Record &record = m_records.at(sequence);
        m_bytes -= costOf(record);
        forgetIfOver(record, sequence);
        m_records.dropFirst();
    }
    if (firstSequence() != before) {
        m_trimmed += firstSequence() - before;
        Q_EMIT trimmed(firstSequence());
    }
}

void RecordStore::forgetIfOver(const Tap::Record &record, quint64 sequence)
{
    const auto it = m_connections.constFind(Tap::headOf(record).connection);
    if (it != m_connections.cend() && it->closed && it->lastSequence == sequence) {
        m_numbers.remove(it->key);
        m_connections.erase(it);
    }
}

const Tap::OpenRecord *RecordStore::openOf(quint64 connection) const
{
    const auto it = m_connections.constFind(connection);
    return it != m_connections.cend() && it->opened ? &it->open : nullptr;
}

} // namespace Gantry::Inspector
