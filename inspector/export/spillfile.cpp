// SPDX-License-Identifier: GPL-3.0-only
#include "export/spillfile.h"

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

qint64 SpillFile::append(QByteArrayView octets)
{
    const qint64 offset = m_size;
    m_hasFailed = (!m_file.isOpen() && !m_file.open()) || !m_file.seek(offset)
        || m_file.write(octets.data(), octets.size()) != octets.size();
    if (m_hasFailed)
        return -1;
    m_size += octets.size();
    return offset;
}

bool SpillFile::copyTo(qint64 offset, qint64 size, QByteArray &out)
{
    const qsizetype before = out.size();
    out.resize(before + qsizetype(size));
    m_hasFailed = !m_file.seek(offset) || m_file.read(out.data() + before, size) != size;
    return !m_hasFailed;
}

QString SpillFile::errorString() const
{
    return u"cannot use a temporary file: %1"_s.arg(m_file.errorString());
}

bool SpilledText::spill(SpillFile &file)
{
    if (m_tail.size() < TailBytes)
        return true;
    const qint64 offset = file.append(m_tail);
    if (offset < 0)
        return false;
    // One piece more would grow without need: text of a lone connection is in one place.
    if (!m_pieces.isEmpty() && m_pieces.last().offset + m_pieces.last().size == offset)
        m_pieces.last().size += m_tail.size();
    else
        m_pieces.append({offset, m_tail.size()});
    m_tail.clear();
    return true;
}

bool SpilledText::writeTo(SpillFile &file, OutputFile &out) const
{
    constexpr qint64 StepBytes = 256 * 1024;
    for (const Piece &piece : m_pieces) {
        for (qint64 done = 0; done < piece.size; done += StepBytes) {
            const qint64 size = std::min(StepBytes, piece.size - done);
            if (!file.copyTo(piece.offset + done, size, out.buffer()) || !out.drain())
                return false;
        }
    }
    out.buffer() += m_tail;
    return out.drain();
}

} // namespace Gantry::Inspector
