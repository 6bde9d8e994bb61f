// SPDX-License-Identifier: GPL-3.0-only
// What all files have in common that records are written to: records come one by one,
// are written as they come, and the end is said.
#pragma once

#include "tap/record.h"

#include <QtCore/QBitArray>
#include <QtCore/QList>
#include <QtCore/QString>

namespace Gantry::Inspector {

class CaptureWriter
{
public:
    CaptureWriter() = default;
    virtual ~CaptureWriter() = default;
    Q_DISABLE_COPY_MOVE(CaptureWriter)

    //! "-" is standard output. Of this and what follows false means that errorString()
    //! says why.
    [[nodiscard]] virtual bool open(const QString &path) = 0;
    //! Takes the next record of source number \a source. \a comment is what a person
    //! wrote about it, UTF-8; formats without a place for it leave it out.
    [[nodiscard]] virtual bool add(int source, const Tap::Record &record, const QByteArray &comment) = 0;
    //! What was added and can be written is out when this returns.
    [[nodiscard]] virtual bool flush() = 0;
    //! No more records come: writes what was held back, and the end of the file.
    [[nodiscard]] virtual bool finish() = 0;
    virtual QString errorString() const = 0;

    //! Whether frames mean nothing without the opening and the end of their connections,
    //! which are then written though nobody chose them.
    virtual bool needsContext() const { return true; }
    //! \a record is not to be written. Connections keep the numbers that they would have.
    virtual void skip(int, const Tap::Record &) { }

    //! Adds all, or those whose bit is set in \a chosen, and flushes.
    [[nodiscard]] bool write(int source, const QList<Tap::Record> &records, const QBitArray &chosen = {})
    {
        for (qsizetype i = 0; i < records.size(); ++i) {
            const Tap::Record &record = records[i];
            const bool isContext = needsContext() && !std::holds_alternative<Tap::FrameRecord>(record);
            if (!chosen.isEmpty() && !chosen.testBit(i) && !isContext)
                skip(source, record);
            else if (!add(source, record, {}))
                return false;
        }
        return flush();
    }
};

} // namespace Gantry::Inspector
