// SPDX-License-Identifier: GPL-3.0-only
// Records of several sources into one stream of lines. Numbers the connections so
// that they are unique in the stream, and notices when it cannot be written.
#pragma once

#include "export/connectionnumbers.h"

#include <QtCore/QBitArray>
#include <QtCore/QFile>
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
    //! Writes \a records of source number \a source; they are out when this returns. Of
    //! all, or of those whose bit is set in \a chosen; connections have the same numbers
    //! either way.
    [[nodiscard]] bool write(int source, const QList<Tap::Record> &records, const QBitArray &chosen = {});
    QString errorString() const;

private:
    [[nodiscard]] bool flushBuffer();

    const Format m_format;
    QFile m_file;
    QString m_name;
    QByteArray m_buffer;
    ConnectionNumbers m_numbers;
};

} // namespace Gantry::Inspector
