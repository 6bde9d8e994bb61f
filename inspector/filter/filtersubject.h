// SPDX-License-Identifier: GPL-3.0-only
// One record while a filter looks at it: the value of each field, or none where the
// record has no such thing.
#pragma once

#include "filter/filterfacts.h"
#include "filter/filterfield.h"
#include "filter/jsonlookup.h"
#include "tap/record.h"

#include <optional>

namespace Gantry::Inspector {

class FilterSubject
{
public:
    //! Both are borrowed.
    FilterSubject(const Tap::Record &record, const FilterFacts &facts);

    const Tap::Record &record() const noexcept { return m_record; }
    //! Empty where there is none.
    QByteArrayView payload() const noexcept { return m_payload; }
    bool hasPayload() const noexcept { return m_hasPayload; }
    const QStringList &tags() const noexcept { return m_facts.tags; }

    //! Of fields that are compared as numbers: durations in nanoseconds, directions,
    //! opcodes and flags by the values of their names.
    std::optional<double> number(FilterField field) const;
    //! Of Text, WampType and WampUri.
    std::optional<QByteArrayView> text(FilterField field) const;
    JsonLookup &json() noexcept { return m_json; }

private:
    const Tap::FrameRecord *frame() const noexcept { return std::get_if<Tap::FrameRecord>(&m_record); }
    std::optional<double> length() const;
    std::optional<double> opcode() const;
    std::optional<double> direction() const;
    std::optional<double> closeCode() const;
    std::optional<double> frameNumber(FilterField field) const;
    std::optional<QByteArrayView> payloadText() const;

    const Tap::Record &m_record;
    const FilterFacts &m_facts;
    const QByteArrayView m_payload;
    const bool m_hasPayload;
    JsonLookup m_json;
};

} // namespace Gantry::Inspector
