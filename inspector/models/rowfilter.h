// SPDX-License-Identifier: GPL-3.0-only
// What decides which records a table shows or marks. Asked in worker threads, possibly
// in several at once: a filter does not change, and what it looks up elsewhere is safe
// to be read there.
#pragma once

#include "decode/bytematcher.h"
#include "store/recordindex.h"

#include <functional>
#include <memory>
#include <optional>

namespace Gantry::Inspector {

class RowFilter
{
public:
    virtual ~RowFilter() = default;

    //! Whether \a record passes. Its byte arrays are valid during the call only;
    //! Tap::keepable() makes a copy that lasts.
    virtual bool matches(const Tap::Record &record, quint64 sequence) const = 0;
    //! Decides by what is known without reading the record, which saves most of the time;
    //! nullopt if that is not enough and matches() has to be asked.
    virtual std::optional<bool> glance(const RecordIndex &index, QByteArrayView payload,
                                       quint64 sequence) const;
};

using RowFilterPtr = std::shared_ptr<const RowFilter>;

//! Where the filters for scans come from, one for each scan. Asked in the thread of the
//! table.
class RowFilterSource
{
public:
    virtual ~RowFilterSource() = default;

    //! One that judges by what is known now.
    virtual RowFilterPtr makeFilter() const = 0;
    //! The first record that cannot be judged yet, as not enough is known of it.
    virtual quint64 judgeableEnd() const = 0;
};

//! Of a filter that needs to know nothing but the records.
std::unique_ptr<RowFilterSource> makeFilterSource(RowFilterPtr filter);

//! A filter of a function, which is called in worker threads.
RowFilterPtr makeRowFilter(std::function<bool(const Tap::Record &record, quint64 sequence)> matches);

//! Lets records pass with a text somewhere in their payload, handshake, close reason or
//! note, without regard to the case of ASCII letters.
class TextFilter final : public RowFilter
{
public:
    explicit TextFilter(QByteArrayView text)
        : m_matcher(text)
    { }

    bool matches(const Tap::Record &record, quint64 sequence) const override;
    std::optional<bool> glance(const RecordIndex &index, QByteArrayView payload,
                               quint64 sequence) const override;

private:
    const ByteMatcher m_matcher;
};

//! Whether there are texts around the payload: see metadataMatches().
bool hasMetadata(const RecordIndex &index) noexcept;

} // namespace Gantry::Inspector
