// SPDX-License-Identifier: MIT
// Counts messages in what a peer sends: reads headers, steps over payloads. Keeps a
// payload only when asked to, because a load generator must stay far cheaper than
// what it measures.
#pragma once

#include "frames.h"

namespace Gantry::Bench {

class FrameScanner
{
public:
    enum class Event : quint8 {
        NeedMore,
        Message, //!< opcode(), isCompressed(), length(), and payload() when captured
        Control, //!< opcode(), payload()
        Bad, //!< error(); nothing can follow
    };

    //! \a masked: whether the peer's frames must have masks.
    explicit FrameScanner(bool masked)
        : m_wantsMask(masked)
    { }

    //! Takes from the front of \a input up to the next event.
    Event next(std::span<const char> &input);

    //! Payloads of messages that begin from now on are kept, unmasked.
    void setCapturing(bool on) { m_isCapturing = on; }

    quint8 opcode() const { return m_header.opcode < Close ? m_opcode : m_header.opcode; }
    bool isCompressed() const { return m_isCompressed; }
    quint64 length() const { return m_length; }
    //! Of the message that ended last; valid until next().
    const QByteArray &payload() const { return m_header.opcode < Close ? m_payload : m_control; }
    const char *error() const { return m_error; }

private:
    bool readHeader(std::span<const char> &input);
    Event begin();
    void skip(std::span<const char> &input);
    Event finish();
    Event fail(const char *error);

    WireHeader m_header;
    quint64 m_left = 0; //!< of the payload
    quint64 m_length = 0; //!< of the message, all frames so far
    QByteArray m_payload;
    QByteArray m_control;
    const char *m_error = "";
    std::array<char, MaxHeaderSize> m_partial{}; //!< a header cut by the end of a read
    quint8 m_partialSize = 0;
    quint8 m_opcode = 0; //!< of the message
    bool m_wantsMask;
    bool m_isCapturing = false;
    bool m_isCompressed = false;
    bool m_isInFrame = false;
    bool m_isInMessage = false;
};

} // namespace Gantry::Bench
