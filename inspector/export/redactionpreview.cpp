// SPDX-License-Identifier: GPL-3.0-only
#include "export/redactionpreview.h"

#include "export/redactor.h"

#include <algorithm>
#include <tuple>

namespace Gantry::Inspector {

namespace {

//! What is shown around a value, and of one.
constexpr qsizetype ContextOctets = 24;
constexpr qsizetype ShownOctets = 96;

//! Cut where it differs, and where it is too long.
QByteArray excerpt(const QByteArray &text, qsizetype prefix, qsizetype suffix)
{
    const qsizetype begin = std::max<qsizetype>(0, prefix - ContextOctets);
    const qsizetype end = std::min(text.size(), text.size() - suffix + ContextOctets);
    QByteArray piece = text.mid(begin, std::min(end - begin, ShownOctets));
    if (begin > 0) {
        piece.prepend("…");
    }
    return begin + ShownOctets < end || end < text.size() ? piece + "…" : piece;
}

class ExampleFinder
{
public:
    explicit ExampleFinder(RedactionPreview &preview)
        : m_preview(preview)
    { }

    void compare(quint64 sequence, const Tap::Record &before, const Tap::Record &after)
    {
        if (m_preview.examples.size() >= MaxRedactionExamples || before == after) {
            return;
        }
        m_sequence = sequence;
        if (const auto *open = std::get_if<Tap::OpenRecord>(&before)) {
            compareOpen(*open, std::get<Tap::OpenRecord>(after));
        } else if (const auto *frame = std::get_if<Tap::FrameRecord>(&before)) {
            compareText({}, frame->payload, std::get<Tap::FrameRecord>(after).payload);
        }
    }

private:
    void compareOpen(const Tap::OpenRecord &before, const Tap::OpenRecord &after)
    {
        compareText("URL", before.url, after.url);
        compareFields(before.request, after.request);
        compareFields(before.response, after.response);
    }

    void compareFields(const Core::HeaderFields &before, const Core::HeaderFields &after)
    {
        auto other = after.all().begin();
        for (const Core::HeaderField &field : before.all()) {
            if (other == after.all().end()) {
                return;
            }
            compareText(field.name, field.value, other->value);
            ++other;
        }
    }

    void compareText(const QByteArray &where, const QByteArray &before, const QByteArray &after)
    {
        if (before == after || m_preview.examples.size() >= MaxRedactionExamples) {
            return;
        }
        const auto [left, right] = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
        const qsizetype prefix = left - before.begin();
        qsizetype suffix = 0;
        const qsizetype longest = std::min(before.size(), after.size()) - prefix;
        while (suffix < longest && before[before.size() - 1 - suffix] == after[after.size() - 1 - suffix]) {
            ++suffix;
        }
        m_preview.examples.append({.sequence = m_sequence,
                                   .where = where,
                                   .before = excerpt(before, prefix, suffix),
                                   .after = excerpt(after, prefix, suffix)});
    }

    RedactionPreview &m_preview;
    quint64 m_sequence = 0;
};

} // namespace

RedactionPreview previewOf(const RecordSnapshot &records, const RedactionOptions &options,
                           const std::atomic<bool> &cancelled)
{
    RedactionPreview preview;
    ExampleFinder finder(preview);
    // The sequence number travels as the comment: records may come out in another order.
    Redactor redactor(options, [&](int, const Tap::Record &after, const QByteArray &comment) {
        const quint64 sequence = comment.toULongLong();
        finder.compare(sequence, records.peek(sequence), after);
        return true;
    });
    const quint64 end = std::min(records.end(), records.first() + MaxPreviewRecords);
    for (quint64 sequence = records.first(); sequence < end && !cancelled; ++sequence) {
        std::ignore = redactor.add(0, Tap::keepable(records.peek(sequence)), QByteArray::number(sequence));
        ++preview.looked;
    }
    std::ignore = redactor.finish();
    preview.plan = redactor.plan();
    preview.isWhole = end == records.end() && !cancelled;
    return preview;
}

} // namespace Gantry::Inspector
