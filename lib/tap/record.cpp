// SPDX-License-Identifier: MIT
#include "tap/record.h"

#include <bit>

namespace Gantry::Tap {

namespace {

qsizetype fieldsWeight(const Core::HeaderFields &fields)
{
    qsizetype weight = 0;
    for (const Core::HeaderField &field : fields.all())
        weight += field.name.size() + field.value.size();
    return weight;
}

struct Weight
{
    qsizetype operator()(const OpenRecord &r) const
    {
        return r.url.size() + r.peer.size() + r.requestLine.size() + fieldsWeight(r.request)
            + r.statusLine.size() + fieldsWeight(r.response) + r.subprotocol.size() + r.extensions.size();
    }
    qsizetype operator()(const FrameRecord &r) const { return r.payload.size() + r.note.size(); }
    qsizetype operator()(const MessageRecord &r) const { return r.payload.size(); }
    qsizetype operator()(const OctetsRecord &r) const { return r.octets.size() + r.note.size(); }
    qsizetype operator()(const StateRecord &) const { return 0; }
    qsizetype operator()(const CloseRecord &r) const { return r.reason.size(); }
    qsizetype operator()(const DropRecord &) const { return 0; }
};

//! A byte array made by fromRawData() has no header of its own; any other is
//! counted and may be shared.
void own(QByteArray &bytes)
{
    if (!bytes.isEmpty() && bytes.data_ptr().d_ptr() == nullptr)
        bytes = QByteArray(bytes.constData(), bytes.size());
}

void own(Core::HeaderFields &fields)
{
    Core::HeaderFields owned;
    for (Core::HeaderField field : fields.all()) {
        own(field.name);
        own(field.value);
        owned.append(std::move(field.name), std::move(field.value));
    }
    fields = std::move(owned);
}

struct Own
{
    void operator()(OpenRecord &r) const
    {
        for (QByteArray *bytes :
             {&r.url, &r.peer, &r.requestLine, &r.statusLine, &r.subprotocol, &r.extensions})
            own(*bytes);
        own(r.request);
        own(r.response);
    }
    void operator()(FrameRecord &r) const
    {
        own(r.payload);
        own(r.note);
    }
    void operator()(MessageRecord &r) const { own(r.payload); }
    void operator()(OctetsRecord &r) const
    {
        own(r.octets);
        own(r.note);
    }
    void operator()(StateRecord &) const { }
    void operator()(CloseRecord &r) const { own(r.reason); }
    void operator()(DropRecord &) const { }
};

} // namespace

RecordKind kindOf(const Record &record) noexcept
{
    // The alternatives of Record and the bits of RecordKind are in the same order.
    static_assert(std::variant_size_v<Record> == std::bit_width(unsigned(RecordKind::Drop)));
    static_assert(std::is_same_v<std::variant_alternative_t<5, Record>,
                                 CloseRecord> && unsigned(RecordKind::Close) == 1U << 5);
    return RecordKind(1U << record.index());
}

const RecordHead &headOf(const Record &record) noexcept
{
    return std::visit([](const auto &r) -> const RecordHead & { return r.head; }, record);
}

qsizetype weightOf(const Record &record) noexcept
{
    return std::visit(Weight{}, record);
}

Record keepable(Record record)
{
    std::visit(Own{}, record);
    return record;
}

} // namespace Gantry::Tap
