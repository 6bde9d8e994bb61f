// SPDX-License-Identifier: GPL-3.0-only
#include "models/rowfilter.h"

#include "decode/frametext.h"

#include <algorithm>

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

bool headersMatch(const Core::HeaderFields &fields, const ByteMatcher &matcher)
{
    return std::any_of(fields.all().cbegin(), fields.all().cend(), [&](const Core::HeaderField &field) {
        return matcher.isIn(field.name) || matcher.isIn(field.value);
    });
}

bool openMatches(const Tap::OpenRecord &open, const ByteMatcher &matcher)
{
    return matcher.isIn(open.url) || matcher.isIn(open.peer) || matcher.isIn(open.requestLine)
        || matcher.isIn(open.statusLine) || matcher.isIn(open.subprotocol) || matcher.isIn(open.extensions)
        || headersMatch(open.request, matcher) || headersMatch(open.response, matcher);
}

} // namespace

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

bool metadataMatches(const Tap::Record &record, const ByteMatcher &matcher)
{
    if (const auto *open = std::get_if<Tap::OpenRecord>(&record)) {
        return openMatches(*open, matcher);
    }
    if (const auto *close = std::get_if<Tap::CloseRecord>(&record)) {
        return matcher.isIn(close->reason) || matcher.isIn(QByteArray::number(close->code));
    }
    return matcher.isIn(noteOf(record));
}

bool hasMetadata(const RecordIndex &index) noexcept
{
    return index.hasNote() || index.kind == Tap::RecordKind::Open || index.kind == Tap::RecordKind::Close;
}

} // namespace Gantry::Inspector
