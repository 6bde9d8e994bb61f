// SPDX-License-Identifier: MIT
#include "tap/messagecontent.h"

#include "tap/framenotes.h"

#include <algorithm>

namespace Gantry::Tap {

using Core::Inflater;

void MessageContent::enableInflate(int windowBits, bool noContextTakeover)
{
    m_windowBits = windowBits;
    m_noContextTakeover = noContextTakeover;
}

void MessageContent::begin(bool isText, bool isCompressed)
{
    m_checking = isText;
    m_utf8.reset();
    m_inflatedBytes = 0;
    m_compressed = isCompressed;
    m_givenUp = false;
    m_inflating = isCompressed && canInflate();
    // Without an inflater this is the first compressed message, or the one before
    // could not be inflated to its end. A window is lost then; but a reference into
    // what is not there is an error to zlib, so what does inflate is right, and what
    // does not is not the peer's fault.
    if (m_inflating && !m_inflater)
        m_inflater.emplace(m_windowBits, m_noContextTakeover);
}

void MessageContent::add(QByteArrayView octets, QByteArray &inflated, FrameNotes &notes)
{
    if (m_inflating) {
        inflate(inflated, notes,
                [&](quint64 maxBytes) { return m_inflater->inflate(octets, inflated, maxBytes); });
    } else if (!m_compressed) {
        check(octets, notes);
    }
}

void MessageContent::end(QByteArray &inflated, FrameNotes &notes)
{
    if (m_inflating) {
        inflate(inflated, notes,
                [&](quint64 maxBytes) { return m_inflater->finishMessage(inflated, maxBytes); });
    }
    if (m_checking && !m_utf8.isComplete())
        notes.add(Core::Violation::InvalidUtf8);
    m_checking = false;
    m_inflating = false;
}

template<typename Step>
void MessageContent::inflate(QByteArray &inflated, FrameNotes &notes, Step &&step)
{
    const qsizetype before = inflated.size();
    quint64 maxBytes = Inflater::Unlimited;
    if (m_maxInflatedBytes != 0) {
        // The limit of the step is on the array's size.
        const quint64 left = m_maxInflatedBytes - std::min(m_maxInflatedBytes, m_inflatedBytes);
        maxBytes = quint64(before) + left;
    }
    const Inflater::Result result = step(maxBytes);
    const quint64 more = quint64(inflated.size() - before);
    m_inflatedBytes += more;
    // Once a window's worth has come nothing can refer to what was lost.
    m_lostWindow -= std::min(m_lostWindow, more);
    // Also what came before the error: the same is said however the octets were cut.
    check(QByteArrayView(inflated).sliced(before), notes);
    if (result != Inflater::Result::Ok)
        giveUp(notes, result);
}

void MessageContent::giveUp(FrameNotes &notes, Inflater::Result result)
{
    m_givenUp = true;
    m_inflating = false;
    m_checking = false;
    m_inflater.reset();
    if (result == Inflater::Result::TooBig)
        notes.add("not inflated: the message grows beyond what is kept");
    else if (m_lostWindow > 0)
        notes.add("not inflated: it may refer to a message that was not");
    else
        notes.add(Core::Violation::CorruptDeflateData);
    m_lostWindow = m_noContextTakeover ? 0 : quint64(1) << m_windowBits;
}

void MessageContent::check(QByteArrayView text, FrameNotes &notes)
{
    if (!m_checking || m_utf8.feed(text))
        return;
    notes.add(Core::Violation::InvalidUtf8);
    m_checking = false;
}

} // namespace Gantry::Tap
