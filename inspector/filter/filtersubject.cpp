// SPDX-License-Identifier: GPL-3.0-only
#include "filter/filtersubject.h"

#include "decode/closetext.h"
#include "decode/frametext.h"

namespace Gantry::Inspector {

namespace {

bool carriesPayload(const Tap::Record &record)
{
    return std::holds_alternative<Tap::FrameRecord>(record)
        || std::holds_alternative<Tap::MessageRecord>(record)
        || std::holds_alternative<Tap::OctetsRecord>(record);
}

std::optional<QByteArrayView> unlessEmpty(QByteArrayView text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text);
}

} // namespace

FilterSubject::FilterSubject(const Tap::Record &record, const FilterFacts &facts)
    : m_record(record)
    , m_facts(facts)
    , m_payload(payloadOf(record))
    , m_hasPayload(carriesPayload(record))
    , m_json(m_payload)
{ }

std::optional<double> FilterSubject::number(FilterField field) const
{
    switch (field) {
    case FilterField::Conn:
        return double(m_facts.connection.value_or(Tap::headOf(m_record).connection));
    case FilterField::Time:
        return double(Tap::headOf(m_record).timeNs - m_facts.captureStartNs);
    case FilterField::Latency:
        return m_facts.latencyNs ? std::optional(double(*m_facts.latencyNs)) : std::nullopt;
    case FilterField::WampId:
        return m_facts.wamp && m_facts.wamp->id != 0 ? std::optional(double(m_facts.wamp->id)) : std::nullopt;
    case FilterField::CloseCode:
        return closeCode();
    case FilterField::Len:
        return length();
    case FilterField::Op:
        return opcode();
    case FilterField::Dir:
        return direction();
    default:
        return frameNumber(field);
    }
}

std::optional<double> FilterSubject::frameNumber(FilterField field) const
{
    const Tap::FrameRecord *frame = this->frame();
    if (!frame)
        return std::nullopt;
    const auto wire = double(frame->header.payloadLength);
    switch (field) {
    case FilterField::Fin:
        return frame->header.fin ? 1 : 0;
    case FilterField::Rsv:
        return frame->header.rsv;
    case FilterField::Wire:
        return wire;
    case FilterField::Ratio:
        return m_payload.isEmpty() ? std::nullopt : std::optional(wire / double(m_payload.size()));
    default:
        return std::nullopt;
    }
}

std::optional<double> FilterSubject::length() const
{
    return m_hasPayload ? std::optional(double(m_payload.size())) : std::nullopt;
}

std::optional<double> FilterSubject::opcode() const
{
    if (const Tap::FrameRecord *frame = this->frame())
        return frame->header.opcode;
    if (const auto *message = std::get_if<Tap::MessageRecord>(&m_record))
        return double(message->isBinary ? Core::Opcode::Binary : Core::Opcode::Text);
    return std::nullopt;
}

std::optional<double> FilterSubject::direction() const
{
    const auto direction = directionOf(m_record);
    if (!direction)
        return std::nullopt;
    return *direction == Tap::Direction::Sent ? 0 : 1;
}

std::optional<double> FilterSubject::closeCode() const
{
    if (const auto *close = std::get_if<Tap::CloseRecord>(&m_record))
        return close->code;
    const Tap::FrameRecord *frame = this->frame();
    if (!frame || frame->header.opcode != quint8(Core::Opcode::Close))
        return std::nullopt;
    const auto code = parseClosePayload(m_payload).code;
    return code ? std::optional<double>(*code) : std::nullopt;
}

std::optional<QByteArrayView> FilterSubject::text(FilterField field) const
{
    switch (field) {
    case FilterField::WampType:
        return m_facts.wamp ? unlessEmpty(m_facts.wamp->type) : std::nullopt;
    case FilterField::WampUri:
        return m_facts.wamp ? unlessEmpty(m_facts.wamp->uri) : std::nullopt;
    default:
        return payloadText();
    }
}

//! The text in a close frame is its reason: the two octets before it are a number.
std::optional<QByteArrayView> FilterSubject::payloadText() const
{
    if (const auto *close = std::get_if<Tap::CloseRecord>(&m_record))
        return QByteArrayView(close->reason);
    if (!m_hasPayload)
        return std::nullopt;
    const Tap::FrameRecord *frame = this->frame();
    if (frame && frame->header.opcode == quint8(Core::Opcode::Close)) {
        const ClosePayload close = parseClosePayload(m_payload);
        return close.code ? close.reason : m_payload;
    }
    return m_payload;
}

} // namespace Gantry::Inspector
