// SPDX-License-Identifier: GPL-3.0-only
// The connections of all sources: their numbers in the store, their handshakes, and
// which of them live. Forgets those that are closed when their last record goes.
#pragma once

#include "tap/record.h"

#include <QtCore/QHash>

#include <atomic>
#include <memory>
#include <utility>

namespace Gantry::Inspector {

class ConnectionTable
{
public:
    //! A source and its own number of the connection.
    using Key = std::pair<int, quint64>;
    //! The number given last. Shared, so that numbers can be given in another thread.
    using Counter = std::shared_ptr<std::atomic<quint64>>;

    const Counter &counter() const noexcept { return m_counter; }

    quint64 numberOf(const Key &key);
    //! A record of connection \a number is at \a sequence.
    void note(quint64 number, const Tap::Record &record, quint64 sequence);
    //! What a capture that is opened again says of one. \a open: nullptr, none came.
    void adopt(quint64 number, const Key &key, const Tap::OpenRecord *open, bool isClosed,
               quint64 lastSequence);

    void endSource(int source);
    //! Records before \a firstSequence are gone.
    void forgetBefore(quint64 firstSequence);
    void forgetClosed();

    //! nullptr: none came. Valid until the table changes.
    const Tap::OpenRecord *openOf(quint64 number) const;
    qsizetype live() const noexcept { return m_live; }

private:
    struct Connection
    {
        Key key;
        Tap::OpenRecord open;
        quint64 lastSequence = 0;
        bool opened = false;
        bool closed = false;
    };

    void setOpen(Connection &connection, quint64 number, const Tap::OpenRecord &open);
    void close(Connection &connection);
    template<typename Predicate>
    void forgetIf(Predicate isOver);

    QHash<quint64, Connection> m_connections;
    QHash<Key, quint64> m_numbers;
    Counter m_counter = std::make_shared<std::atomic<quint64>>(0);
    qsizetype m_live = 0;
};

} // namespace Gantry::Inspector
