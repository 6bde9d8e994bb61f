// SPDX-License-Identifier: GPL-3.0-only
// The filter of a capture's table: an expression of the filter language, a range of time,
// and what is known of the records beside themselves. Makes filters that worker threads
// may ask, each with the facts as they are at that moment.
#pragma once

#include "filter/filter.h"
#include "models/annotations.h"
#include "models/rowfilter.h"
#include "models/wampentries.h"

#include <QtCore/QObject>

namespace Gantry::Inspector {

class RecordStore;
class WampIndex;

//! What is known of records beside themselves, at one moment. Its copies may be read in
//! any thread.
struct RecordFacts
{
    qint64 captureStartNs = 0;
    WampEntries wamp = {};
    RecordTags tags = {};

    //! What \a filter asks about record \a sequence.
    FilterFacts factsFor(const Filter &filter, quint64 sequence) const;
};

//! From beginNs to before endNs, since 1970.
struct TimeRange
{
    qint64 beginNs = 0;
    qint64 endNs = 0;
    bool operator==(const TimeRange &) const = default;
};

//! Lets pass what \a filter does and what lies within \a range, where there is one.
RowFilterPtr makeExpressionFilter(const Filter &filter, RecordFacts facts,
                                  const std::optional<TimeRange> &range = {});

class CaptureFilter final : public QObject, public RowFilterSource
{
    Q_OBJECT

public:
    //! All are borrowed and must outlive this.
    CaptureFilter(const RecordStore *store, const WampIndex *wamp, const Annotations *annotations,
                  QObject *parent = nullptr);

    void setFilter(const Filter &filter);
    const Filter &filter() const noexcept { return m_filter; }
    void setTimeRange(const std::optional<TimeRange> &range);
    const std::optional<TimeRange> &timeRange() const noexcept { return m_range; }
    bool passesAll() const noexcept { return m_filter.passesAll() && !m_range; }

    //! When the first record of the capture was made.
    qint64 captureStartNs() const noexcept { return m_startNs; }

    RowFilterPtr makeFilter() const override;
    //! WAMP's messages can be judged once the index has read them. What it says of an
    //! answer is final then: an answer comes after its request.
    quint64 judgeableEnd() const override;

Q_SIGNALS:
    //! Everything has to be judged anew.
    void changed();

private:
    bool asksForWamp() const;
    void noteStart();

    const RecordStore *m_store;
    const WampIndex *m_wamp;
    const Annotations *m_annotations;
    Filter m_filter;
    std::optional<TimeRange> m_range;
    qint64 m_startNs = 0;
    bool m_isStarted = false;
};

} // namespace Gantry::Inspector
