// SPDX-License-Identifier: MIT
#include "wamp/serializer/batch.h"

#include <QtCore/qendian.h>

#include <limits>

namespace Gantry::Wamp::Wire {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qsizetype lengthSize = 4;
constexpr char recordSeparator = 0x1e; // which JSON has nowhere unescaped

} // namespace

std::optional<Frame> FrameReader::next() noexcept
{
    const bool isFirst = std::exchange(m_isFirst, false);
    if (!m_isBatched) {
        m_at = m_octets.size();
        return isFirst ? std::optional(Frame{0, m_octets.size()}) : std::nullopt;
    }
    if (m_octets.isEmpty())
        m_problem = "an empty batch";
    return m_at < m_octets.size() ? nextOfBatch() : std::nullopt;
}

std::optional<Frame> FrameReader::nextOfBatch() noexcept
{
    const QByteArrayView rest = m_octets.sliced(m_at);
    Frame frame{m_at, 0};
    if (m_encoding == Encoding::Json) {
        frame.size = rest.indexOf(recordSeparator);
        m_at += frame.size + 1;
    } else if (rest.size() < lengthSize) {
        frame.size = -1;
    } else {
        frame.begin += lengthSize;
        frame.size = qsizetype(qFromBigEndian<quint32>(rest.data()));
        if (frame.size > rest.size() - lengthSize)
            frame.size = -1;
        m_at = frame.begin + frame.size;
    }
    if (frame.size >= 0)
        return frame;
    m_problem = "a batch that is cut short";
    return std::nullopt;
}

void beginFrame(Encoding encoding, QByteArray &out)
{
    if (encoding != Encoding::Json)
        out.append(lengthSize, '\0');
}

QString endFrame(Encoding encoding, qsizetype begin, QByteArray &out)
{
    if (encoding == Encoding::Json) {
        out.append(recordSeparator);
        return {};
    }
    const qsizetype size = out.size() - begin - lengthSize;
    if (quint64(size) > std::numeric_limits<quint32>::max())
        return u"too long for a batch"_s;
    qToBigEndian(quint32(size), out.data() + begin);
    return {};
}

} // namespace Gantry::Wamp::Wire
