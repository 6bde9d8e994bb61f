// SPDX-License-Identifier: GPL-3.0-only
// What a Redactor makes of records.
#pragma once

#include "export/redactor.h"

namespace Gantry::Inspector::Test {

//! Of all \a records, of one source; empty: it failed.
inline QList<Tap::Record> redacted(const QList<Tap::Record> &records, const RedactionOptions &options = {})
{
    QList<Tap::Record> out;
    Redactor redactor(options, [&](int, const Tap::Record &record, const QByteArray &) {
        out.append(record);
        return true;
    });
    for (const Tap::Record &record : records) {
        if (!redactor.add(0, record, {}))
            return {};
    }
    return redactor.finish() ? out : QList<Tap::Record>();
}

//! As redacted(), but of records whose place is not in \a chosen the redactor only hears.
inline QList<Tap::Record> redactedSome(const QList<Tap::Record> &records, const QList<qsizetype> &chosen,
                                       const RedactionOptions &options = {})
{
    QList<Tap::Record> out;
    Redactor redactor(options, [&](int, const Tap::Record &record, const QByteArray &) {
        out.append(record);
        return true;
    });
    for (qsizetype i = 0; i < records.size(); ++i) {
        if (!chosen.contains(i))
            redactor.learn(0, records[i]);
        else if (!redactor.add(0, records[i], {}))
            return {};
    }
    return redactor.finish() ? out : QList<Tap::Record>();
}

} // namespace Gantry::Inspector::Test
