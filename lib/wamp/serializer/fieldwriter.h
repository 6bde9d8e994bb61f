// SPDX-License-Identifier: MIT
// One member of a message as one value, for each type that members have.
#pragma once

#include "wamp/serializer/fieldtables.h"
#include "wamp/serializer/valuewriter.h"

namespace Gantry::Wamp::Wire {

class FieldWriter
{
public:
    explicit FieldWriter(ValueWriter &writer) noexcept
        : m_writer(writer)
    { }

    void write(bool value) { m_writer.boolean(value); }
    void write(qint64 value) { m_writer.integer(value); }
    void write(int value) { m_writer.integer(value); }
    void write(Id value) { m_writer.number(value); }
    void write(std::chrono::milliseconds value) { m_writer.integer(value.count()); }
    void write(const QString &value) { m_writer.text(value.toUtf8()); }
    void write(const Utf8 &value) { m_writer.text(value.view()); }
    void write(MatchPolicy value);
    void write(InvocationPolicy value);
    void write(CancelMode value);
    void write(const Roles &value);
    void write(const QVariantMap &value);
    template<typename T>
    void write(const std::optional<T> &value)
    {
        write(*value);
    }
    template<typename T>
    void write(const QList<T> &values)
    {
        m_writer.beginList();
        for (const T &value : values)
            write(value);
        m_writer.endList();
    }

    //! A dictionary with what differs from the defaults.
    template<HasFields Struct>
    void write(const Struct &object)
    {
        m_writer.beginMap();
        fields(object, Fields<Struct>::table);
        if constexpr (HasRareFields<Struct>) {
            if (!object.rare.isNull())
                rare(object.rare.fields(), rareFields<Struct>);
        }
        m_writer.endMap();
    }

    //! Of values that an application gave; empty: none.
    const QString &error() const noexcept { return m_error; }

private:
    template<typename Struct, typename Table>
    void fields(const Struct &object, const Table &table)
    {
        static const Struct defaults{};
        const auto one = [&](const auto &field) {
            if (object.*field.member == defaults.*field.member)
                return;
            m_writer.key(field.key);
            write(object.*field.member);
        };
        std::apply([&](const auto &...field) { (one(field), ...); }, table);
    }
    template<typename Table>
    void rare(const RareFields &object, const Table &table)
    {
        fields(object, table);
        custom(object.custom);
    }
    void custom(const QVariantMap &values);

    ValueWriter &m_writer;
    QString m_error;
};

} // namespace Gantry::Wamp::Wire
