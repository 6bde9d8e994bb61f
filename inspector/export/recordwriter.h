// SPDX-License-Identifier: GPL-3.0-only
// Records of several sources into one stream of lines. Numbers the connections so
// that they are unique in the stream, and notices when it cannot be written.
#pragma once

#include "tap/record.h"

#include <QtCore/QFile>
#include <QtCore/QHash>
#include <QtCore/QList>

#include <functional>

namespace Gantry::Inspector {

class RecordWriter
{
public:
    //! Appends one record as a line; \a connection is its number in the stream.
    using Format = std::function<void(const Tap::Record &record, quint64 connection, QByteArray &out)>;

    explicit RecordWriter(Format format);

    //! "-" is standard output. False: errorString() says why.
    [[nodiscard]] bool open(const QString &path);
    //! Writes \a records of source number \a source; they are out when this returns.
    [[nodiscard]] bool write(int source, const QList<Tap::Record> &records);
    QString errorString() const;

private:
    quint64 numberOf(int source, quint64 connection);
    [[nodiscard]] bool flushBuffer();

    const Format m_format;
    QFile m_file;
    QString m_name;
    QByteArray m_buffer;
    QHash<std::pair<int, quint64>, quint64> m_numbers; // of connections that are open
    quint64 m_lastNumber = 0;
};

} // namespace Gantry::Inspector
