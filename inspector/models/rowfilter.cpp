// SPDX-License-Identifier: GPL-3.0-only
#include "models/rowfilter.h"

#include "decode/frametext.h"
#include "decode/recordsearch.h"

#include <limits>

namespace Gantry::Inspector {

namespace {

class FunctionFilter final : public RowFilter
{
public:
    explicit FunctionFilter(std::function<bool(const Tap::Record &, quint64)> matches)
        : m_matches(std::move(matches))
    { }

    bool matches(const Tap::Record &record, quint64 sequence) const override
    {
        return m_matches(record, sequence);
    }

private:
    const std::function<bool(const Tap::Record &, quint64)> m_matches;
};

class FixedSource final : public RowFilterSource
{
public:
    explicit FixedSource(RowFilterPtr filter)
        : m_filter(std::move(filter))
    { }

    RowFilterPtr makeFilter() const override { return m_filter; }
    quint64 judgeableEnd() const override { return std::numeric_limits<quint64>::max(); }

private:
    const RowFilterPtr m_filter;
};

} // namespace

std::unique_ptr<RowFilterSource> makeFilterSource(RowFilterPtr filter)
{
    return std::make_unique<FixedSource>(std::move(filter));
}

std::optional<bool> RowFilter::glance(const RecordIndex &, QByteArrayView, quint64) const
{
    return std::nullopt;
}

RowFilterPtr makeRowFilter(std::function<bool(const Tap::Record &record, quint64 sequence)> matches)
{
    return std::make_shared<FunctionFilter>(std::move(matches));
}

bool TextFilter::matches(const Tap::Record &record, quint64) const
{
    return metadataMatches(record, m_matcher) || m_matcher.isIn(payloadOf(record));
}

std::optional<bool> TextFilter::glance(const RecordIndex &index, QByteArrayView payload, quint64) const
{
    if (m_matcher.isIn(payload)) {
        return true;
    }
    return hasMetadata(index) ? std::nullopt : std::optional(false);
}

bool hasMetadata(const RecordIndex &index) noexcept
{
    return index.hasNote() || index.kind == Tap::RecordKind::Open || index.kind == Tap::RecordKind::Close;
}

} // namespace Gantry::Inspector
