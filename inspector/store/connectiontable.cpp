// SPDX-License-Identifier: GPL-3.0-only
#include "store/connectiontable.h"

namespace Gantry::Inspector {

quint64 ConnectionTable::numberOf(const Key &key)
{
    quint64 &number = m_numbers[key];
    if (number == 0) {
        number = ++*m_counter;
        m_connections[number].key = key;
    }
    return number;
}

void ConnectionTable::note(quint64 number, const Tap::Record &record, quint64 sequence)
{
    Connection &connection = m_connections[number];
    connection.lastSequence = sequence;
    if (const auto *open = std::get_if<Tap::OpenRecord>(&record)) {
        setOpen(connection, number, *open);
    } else if (std::holds_alternative<Tap::CloseRecord>(record)) {
        close(connection);
    }
}

void ConnectionTable::adopt(quint64 number, const Key &key, const Tap::OpenRecord *open, bool isClosed,
                            quint64 lastSequence)
{
    m_numbers[key] = number;
    Connection &connection = m_connections[number];
    connection.key = key;
    connection.lastSequence = lastSequence;
    if (open) {
        setOpen(connection, number, *open);
    }
    if (isClosed) {
        close(connection);
    }
}

void ConnectionTable::setOpen(Connection &connection, quint64 number, const Tap::OpenRecord &open)
{
    connection.open = open;
    connection.open.head.connection = number;
    m_live += connection.opened ? 0 : 1;
    connection.opened = true;
}

void ConnectionTable::close(Connection &connection)
{
    m_live -= connection.opened && !connection.closed ? 1 : 0;
    connection.closed = true;
}

void ConnectionTable::endSource(int source)
{
    for (Connection &connection : m_connections) {
        if (connection.key.first == source) {
            close(connection);
        }
    }
}

template<typename Predicate>
void ConnectionTable::forgetIf(Predicate isOver)
{
    m_connections.removeIf([&](auto entry) {
        const bool over = isOver(entry.value());
        if (over) {
            m_numbers.remove(entry.value().key);
        }
        return over;
    });
}

void ConnectionTable::forgetBefore(quint64 firstSequence)
{
    forgetIf([firstSequence](const Connection &connection) {
        return connection.closed && connection.lastSequence < firstSequence;
    });
}

void ConnectionTable::forgetClosed()
{
    forgetIf([](const Connection &connection) { return connection.closed; });
}

const Tap::OpenRecord *ConnectionTable::openOf(quint64 number) const
{
    const auto it = m_connections.constFind(number);
    return it != m_connections.cend() && it->opened ? &it->open : nullptr;
}

} // namespace Gantry::Inspector
