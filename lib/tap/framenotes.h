// SPDX-License-Identifier: MIT
// What is wrong with a frame, in words for people. The rules themselves are core's.
#pragma once

#include "core/frame/framerules.h"

#include <QtCore/QByteArray>

namespace Gantry::Tap {

//! Sentences about one frame, joined to one line.
class FrameNotes
{
public:
    void add(Core::Violation violation);
    void add(QByteArrayView text);
    //! Every rule that \a header breaks, where core stops at the first.
    void addHeader(const Core::FrameHeader &header, const Core::FrameContext &context);
    //! Every rule that the payload of a close frame breaks.
    void addClosePayload(QByteArrayView payload);

    const QByteArray &text() const noexcept { return m_text; }

private:
    QByteArray m_text;
};

} // namespace Gantry::Tap
