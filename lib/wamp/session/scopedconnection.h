// SPDX-License-Identifier: MIT
// A connection that lasts as long as what it was made for, where neither end does.
#pragma once

#include <QtCore/QObject>

namespace Gantry::Wamp {

class ScopedConnection
{
public:
    explicit ScopedConnection(const QMetaObject::Connection &connection)
        : m_connection(connection)
    { }
    ~ScopedConnection() { QObject::disconnect(m_connection); }
    Q_DISABLE_COPY_MOVE(ScopedConnection)

private:
    QMetaObject::Connection m_connection;
};

} // namespace Gantry::Wamp
