// SPDX-License-Identifier: MIT
#include "tap/framenotes.h"

#include "core/message/utf8validator.h"

#include <QtCore/QtEndian>

namespace Gantry::Tap {

using Core::FrameContext;
using Core::FrameHeader;
using Core::Opcode;
using Core::Violation;

namespace {

Opcode harmlessOpcode(const FrameContext &context)
{
    return context.insideMessage ? Opcode::Continuation : Opcode::Binary;
}

//! \a header with as little changed as makes \a violation go away, so that the
//! remaining rules can be asked for. false: not a rule about headers.
bool mend(FrameHeader &header, const FrameContext &context, Violation violation)
{
    switch (violation) {
    case Violation::ReservedBits:
    case Violation::CompressedControlOrContinuation:
        header.rsv = 0;
        return true;
    case Violation::ReservedOpcode:
        header.opcode = quint8(header.isControl() ? Opcode::Ping : harmlessOpcode(context));
        header.rsv = 0; // already judged
        return true;
    case Violation::UnmaskedClientFrame:
    case Violation::MaskedServerFrame:
        header.masked = !header.masked;
        return true;
    case Violation::FragmentedControlFrame:
        header.fin = true;
        return true;
    case Violation::ControlFrameTooLong:
        header.opcode = quint8(harmlessOpcode(context)); // the length may be wrong in itself
        return true;
    case Violation::LengthTopBitSet:
        header.payloadLength = 0;
        return true;
    case Violation::NonMinimalLength:
        header.minimalLength = true;
        return true;
    case Violation::ContinuationWithoutStart:
    case Violation::ExpectedContinuation:
        header.opcode = quint8(harmlessOpcode(context));
        header.rsv = 0;
        return true;
    default:
        return false;
    }
}

} // namespace

void FrameNotes::add(Violation violation)
{
    const Core::ViolationInfo &info = Core::violationInfo(violation);
    add(QByteArray(info.text.toByteArray() + " (" + info.section.toByteArray() + ')'));
}

void FrameNotes::add(QByteArrayView text)
{
    if (!m_text.isEmpty())
        m_text += "; ";
    m_text += text;
}

void FrameNotes::addHeader(const FrameHeader &header, const FrameContext &context)
{
    FrameHeader rest = header;
    // Bounded, should a mended header ever break the same rule again.
    for (int i = 0; i < Core::ViolationCount; ++i) {
        const std::optional<Violation> violation = checkFrameHeader(rest, context);
        if (!violation)
            return;
        add(*violation);
        if (!mend(rest, context, *violation))
            return;
    }
}

void FrameNotes::addClosePayload(QByteArrayView payload)
{
    if (payload.isEmpty())
        return;
    if (payload.size() == 1) {
        add(Violation::CloseFrameOneOctet);
        return;
    }
    if (!Core::isReceivableCloseCode(qFromBigEndian<quint16>(payload.data())))
        add(Violation::CloseCodeInvalid);
    if (!Core::isValidUtf8(payload.sliced(2)))
        add(Violation::CloseReasonInvalidUtf8);
}

} // namespace Gantry::Tap
