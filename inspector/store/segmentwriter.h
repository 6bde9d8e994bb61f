// SPDX-License-Identifier: GPL-3.0-only
// Writes the file of a segment with plain write(): what write() took survives the end
// of the program, however it comes. The file has its full size from the start, with a
// hole at its end, so that it is mapped once; seal() cuts the hole off.
#pragma once

#include <QtCore/QByteArrayView>
#include <QtCore/QFile>

namespace Gantry::Inspector {

class SegmentWriter
{
public:
    //! Makes the file, which must not exist, for \a capacity octets.
    [[nodiscard]] bool create(const QString &path, quint64 number, qint64 capacity);
    //! Appends whole records; they count once this returned true. After a failure the
    //! file is as it was before, for those who read it.
    [[nodiscard]] bool append(QByteArrayView records);
    void seal();

    bool isOpen() const { return m_file.isOpen(); }
    qint64 position() const noexcept { return m_position; }
    qint64 room() const noexcept { return m_capacity - m_position; }
    const QString &errorString() const noexcept { return m_error; }

private:
    bool writeAt(qint64 offset, QByteArrayView bytes);
    void keepError();

    QFile m_file;
    QString m_error;
    qint64 m_position = 0;
    qint64 m_capacity = 0;
};

} // namespace Gantry::Inspector
