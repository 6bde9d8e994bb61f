// SPDX-License-Identifier: GPL-3.0-only
// What an export would take out, before and after, without writing anything: looks at
// the records as the export would.
#pragma once

#include "export/redaction.h"
#include "store/recordsnapshot.h"

#include <QtCore/QByteArray>

#include <atomic>

namespace Gantry::Inspector {

//! One value that is replaced, with some of what is around it.
struct RedactionExample
{
    quint64 sequence = 0; //!< of the record
    QByteArray where = {}; //!< a header's name; empty: in a message
    QByteArray before = {};
    QByteArray after = {};
    bool operator==(const RedactionExample &) const = default;
};

struct RedactionPreview
{
    RedactionPlan plan;
    QList<RedactionExample> examples; //!< the first ones, at most MaxExamples
    quint64 looked = 0; //!< at so many records
    bool isWhole = true; //!< these were all
};

inline constexpr qsizetype MaxRedactionExamples = 200;
//! A preview answers within seconds, whatever is captured; the export looks at all.
inline constexpr quint64 MaxPreviewRecords = 200'000;

//! \a cancelled ends it early.
RedactionPreview previewOf(const RecordSnapshot &records, const RedactionOptions &options,
                           const std::atomic<bool> &cancelled);

} // namespace Gantry::Inspector
