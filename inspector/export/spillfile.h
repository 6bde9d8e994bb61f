// SPDX-License-Identifier: GPL-3.0-only
// Where a format has to hold back what belongs together until it is complete: one
// temporary file for all, so that a thousand connections need no thousand descriptors.
// Its room is given back when it is closed, not before.
#pragma once

#include "export/outputfile.h"

#include <QtCore/QList>
#include <QtCore/QTemporaryFile>

namespace Gantry::Inspector {

class SpillFile
{
public:
    //! Where \a octets were written, or -1.
    qint64 append(QByteArrayView octets);
    [[nodiscard]] bool copyTo(qint64 offset, qint64 size, QByteArray &out);
    //! One of the above could not be done.
    bool hasFailed() const noexcept { return m_hasFailed; }
    QString errorString() const;

private:
    QTemporaryFile m_file;
    qint64 m_size = 0;
    bool m_hasFailed = false;
};

//! Text that grows: its last piece is in memory, the rest in the file.
class SpilledText
{
public:
    //! What is appended to; spill() is to follow.
    QByteArray &tail() noexcept { return m_tail; }
    bool isEmpty() const noexcept { return m_tail.isEmpty() && m_pieces.isEmpty(); }
    //! Moves the tail into \a file if it has grown.
    [[nodiscard]] bool spill(SpillFile &file);
    //! Writes all of it to \a out, in pieces.
    [[nodiscard]] bool writeTo(SpillFile &file, OutputFile &out) const;

private:
    static constexpr qsizetype TailBytes = 16 * 1024;

    struct Piece
    {
        qint64 offset = 0;
        qint64 size = 0;
    };

    QByteArray m_tail;
    QList<Piece> m_pieces;
};

} // namespace Gantry::Inspector
