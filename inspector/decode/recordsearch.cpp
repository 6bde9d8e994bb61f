// SPDX-License-Identifier: GPL-3.0-only
#include "decode/recordsearch.h"

#include "decode/frametext.h"

#include <algorithm>

namespace Gantry::Inspector {

namespace {

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

} // namespace Gantry::Inspector
