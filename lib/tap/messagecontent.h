// SPDX-License-Identifier: MIT
// What the data frames of one direction mean: inflates them, with the window that
// lives on between messages, and checks text. Goes on after corrupt data as well as
// can be, and says what happened instead of failing.
#pragma once

#include "core/handshake/deflateparameters.h"
#include "core/message/deflatecodec.h"
#include "core/message/utf8validator.h"

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

#include <optional>

namespace Gantry::Tap {

class FrameNotes;

class MessageContent
{
public:
    //! \a maxInflatedBytes counts a whole message; 0: unlimited.
    explicit MessageContent(quint64 maxInflatedBytes)
        : m_maxInflatedBytes(maxInflatedBytes)
    { }

    //! permessage-deflate was agreed on; this direction compresses with this window.
    void enableInflate(int windowBits, bool noContextTakeover);
    bool canInflate() const noexcept { return m_windowBits != 0; }

    //! A message begins, whether or not the one before had ended.
    void begin(bool isText, bool isCompressed);
    //! Frames bring compressed octets, and so far they could be inflated.
    bool isInflating() const noexcept { return m_inflating; }
    //! The message could not be inflated any further.
    bool hasGivenUp() const noexcept { return m_givenUp; }
    //! A piece of the payload, unmasked. What it inflates to is appended to
    //! \a inflated, when isInflating().
    void add(QByteArrayView octets, QByteArray &inflated, FrameNotes &notes);
    //! The last frame is whole.
    void end(QByteArray &inflated, FrameNotes &notes);

private:
    template<typename Step>
    void inflate(QByteArray &inflated, FrameNotes &notes, Step &&step);
    void giveUp(FrameNotes &notes, Core::Inflater::Result result);
    void check(QByteArrayView text, FrameNotes &notes);

    const quint64 m_maxInflatedBytes;
    int m_windowBits = 0;
    bool m_noContextTakeover = false;
    std::optional<Core::Inflater> m_inflater;
    quint64 m_inflatedBytes = 0; //!< of this message
    quint64 m_lostWindow = 0; //!< octets that have to come before the window is whole again
    bool m_inflating = false;
    bool m_givenUp = false;
    bool m_compressed = false;
    bool m_checking = false; //!< text in which nothing wrong was found yet
    Core::Utf8Validator m_utf8;
};

} // namespace Gantry::Tap
