// SPDX-License-Identifier: MIT
// Connections for the hub that are nothing but their records.
#pragma once

#include "tap/hub.h"
#include "tap/liveconnection.h"

#include <map>
#include <mutex>

namespace Gantry::Testing {

//! May be used in several threads at once.
class LiveRecords
{
public:
    void open(const Tap::OpenRecord &record)
    {
        Tap::Hub::instance().connectionOpened(*entry(record.head.connection, record));
    }
    void close(const Tap::CloseRecord &record)
    {
        const auto connection = entry(record.head.connection, {});
        Tap::Hub::instance().connectionGone(*connection, record);
        const std::lock_guard lock(m_mutex);
        m_connections.erase(record.head.connection);
    }

private:
    struct Connection final : Tap::LiveConnection
    {
        explicit Connection(const Tap::OpenRecord &r)
            : record(r)
        { }
        Tap::OpenRecord openRecord() const override { return record; }

        Tap::OpenRecord record;
    };

    //! The one called \a number, made if there is none.
    std::shared_ptr<Connection> entry(quint64 number, const Tap::OpenRecord &record)
    {
        const std::lock_guard lock(m_mutex);
        auto &connection = m_connections[number];
        if (!connection)
            connection = std::make_shared<Connection>(record);
        return connection;
    }

    std::mutex m_mutex;
    std::map<quint64, std::shared_ptr<Connection>> m_connections;
};

} // namespace Gantry::Testing
