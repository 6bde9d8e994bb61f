// SPDX-License-Identifier: MIT
#include "framescanner.h"

#include <algorithm>

namespace Gantry::Bench {

FrameScanner::Event FrameScanner::next(std::span<const char> &input)
{
    for (;;) {
        if (!m_isInFrame) {
            if (!readHeader(input))
                return m_error[0] ? Event::Bad : Event::NeedMore;
            if (begin() == Event::Bad)
                return Event::Bad;
        }
        skip(input);
        if (m_left > 0)
            return Event::NeedMore;
        m_isInFrame = false;
        if (const Event event = finish(); event != Event::NeedMore)
            return event;
    }
}

bool FrameScanner::readHeader(std::span<const char> &input)
{
    if (m_partialSize == 0) {
        switch (parseHeader(input, m_header)) {
        case HeaderState::Complete:
            input = input.subspan(size_t(m_header.size));
            return true;
        case HeaderState::Bad:
            fail("a reserved bit is set");
            return false;
        case HeaderState::Incomplete:
            break;
        }
    }
    while (!input.empty()) {
        m_partial[m_partialSize++] = input.front();
        input = input.subspan(1);
        const HeaderState state = parseHeader({m_partial.data(), m_partialSize}, m_header);
        if (state == HeaderState::Bad)
            fail("a reserved bit is set");
        if (state != HeaderState::Incomplete) {
            m_partialSize = 0;
            return state == HeaderState::Complete;
        }
    }
    return false;
}

FrameScanner::Event FrameScanner::begin()
{
    m_isInFrame = true;
    m_left = m_header.length;
    if (m_header.mask.has_value() != m_wantsMask)
        return fail(m_wantsMask ? "a frame without a mask" : "a frame with a mask");
    if (m_header.opcode >= Close) {
        m_control.clear();
        return m_header.fin && m_header.length <= 125 ? Event::NeedMore : fail("a malformed control frame");
    }
    if ((m_header.opcode == Continuation) != m_isInMessage)
        return fail("fragments out of order");
    if (!m_isInMessage) {
        m_isInMessage = true;
        m_opcode = m_header.opcode;
        m_isCompressed = m_header.rsv1;
        m_length = 0;
        if (!m_payload.isEmpty())
            m_payload.clear();
    }
    m_length += m_header.length;
    return Event::NeedMore;
}

void FrameScanner::skip(std::span<const char> &input)
{
    const size_t count = size_t(std::min<quint64>(m_left, input.size()));
    const bool isControl = m_header.opcode >= Close;
    if ((isControl || m_isCapturing) && count > 0) {
        QByteArray &kept = isControl ? m_control : m_payload;
        const qsizetype begin = kept.size();
        kept.append(input.data(), qsizetype(count));
        if (m_header.mask)
            applyMask(*m_header.mask, {kept.data() + begin, count}, m_header.length - m_left);
    }
    m_left -= count;
    input = input.subspan(count);
}

FrameScanner::Event FrameScanner::finish()
{
    if (m_header.opcode >= Close)
        return Event::Control;
    if (!m_header.fin)
        return Event::NeedMore;
    m_isInMessage = false;
    return Event::Message;
}

FrameScanner::Event FrameScanner::fail(const char *error)
{
    m_error = error;
    return Event::Bad;
}

} // namespace Gantry::Bench
