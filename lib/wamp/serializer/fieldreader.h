// SPDX-License-Identifier: MIT
// One member of a message from one token of a tape, for each type that members have.
#pragma once

#include "wamp/serializer/fieldtables.h"
#include "wamp/serializer/tape.h"

namespace Gantry::Wamp::Wire {

//! What the tokens of one message are taken from.
class FieldReader
{
public:
    //! The message begins at \a begin in \a octets.
    FieldReader(const Tape &tape, const QByteArray &octets, qsizetype begin) noexcept
        : m_tape(tape)
        , m_octets(octets)
        , m_begin(begin)
    { }

    const Tape &tape() const noexcept { return m_tape; }
    const QByteArray &octets() const noexcept { return m_octets; }
    qsizetype begin() const noexcept { return m_begin; }
    QByteArrayView textOf(const Token &token) const noexcept { return m_tape.textOf(token); }

    // An integer is never a bool, nor is 1.0 an integer.
    Problem read(quint32 at, bool &value) const;
    Problem read(quint32 at, int &value) const;
    Problem read(quint32 at, qint64 &value) const;
    Problem read(quint32 at, Id &value) const; //!< 1 to 2^53
    Problem read(quint32 at, std::chrono::milliseconds &value) const;
    Problem read(quint32 at, QString &value) const;
    Problem read(quint32 at, Utf8 &value) const; //!< any text
    Problem read(quint32 at, MatchPolicy &value) const;
    Problem read(quint32 at, InvocationPolicy &value) const;
    Problem read(quint32 at, CancelMode &value) const;
    Problem read(quint32 at, Roles &value) const;
    Problem read(quint32 at, QVariantMap &value) const;
    Problem read(quint32 at, QStringList &value) const;
    Problem read(quint32 at, QList<Id> &value) const;
    Problem read(quint32 at, QList<ForwardedFor> &value) const;
    template<typename T>
    Problem read(quint32 at, std::optional<T> &value) const
    {
        return read(at, value.emplace());
    }

    QVariant variant(quint32 at) const;

private:
    template<typename T>
    Problem readList(quint32 at, QList<T> &values, Problem notAList) const;
    template<typename Enum>
    Problem readName(quint32 at, Enum &value, std::optional<Enum> (*byName)(QByteArrayView) noexcept) const;
    Problem readFeatures(quint32 at, Role role, Roles &roles) const;

    const Tape &m_tape;
    const QByteArray &m_octets;
    qsizetype m_begin;
};

//! What is wrong with a dictionary, and below which key.
struct FieldProblem
{
    Problem problem = nullptr;
    QByteArrayView key = {};
};

namespace Detail {

template<typename Struct, typename Member>
Problem readMember(const FieldReader &reader, quint32 at, Struct &object, const Field<Struct, Member> &field)
{
    return reader.read(at, object.*field.member);
}

template<typename Struct, size_t N>
Problem readMember(const FieldReader &reader, quint32 at, Struct &object, const Choice<Struct, N> &choice)
{
    QString &value = object.*choice.member;
    if (const Problem problem = reader.read(at, value))
        return problem;
    for (const QByteArrayView name : choice.names) {
        if (value == QLatin1StringView(name.data(), name.size()))
            return nullptr;
    }
    return "unknown value";
}

//! Reads the value at \a at if one of \a table has \a key; whether one has.
template<typename Object, typename Table>
bool readIfKnown(const FieldReader &reader, QByteArrayView key, quint32 at, Object &&object,
                 const Table &table, FieldProblem &problem)
{
    const auto one = [&](const auto &field) {
        if (field.key != key)
            return false;
        problem = {readMember(reader, at, object(), field), field.key};
        return true;
    };
    return std::apply([&](const auto &...field) { return (one(field) || ...); }, table);
}

constexpr bool isCustomKey(QByteArrayView key) noexcept
{
    if (key.size() < 4 || key.front() != '_')
        return false;
    for (const char c : key.sliced(1)) {
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return true;
}

} // namespace Detail

//! The dictionary at \a at. A null stands for what is absent: some peers write all they
//! could have said.
template<HasFields Struct>
FieldProblem readFields(const FieldReader &reader, quint32 at, Struct &object)
{
    const Tape &tape = reader.tape();
    if (tape[at].kind != TokenKind::Map)
        return {"not a dictionary", {}};
    for (quint32 key = at + 1; key < tape[at].next; key = tape[key + 1].next) {
        const quint32 value = key + 1;
        if (tape[value].kind == TokenKind::Null)
            continue;
        const QByteArrayView name = tape.textOf(tape[key]);
        FieldProblem problem;
        if (Detail::readIfKnown(
                reader, name, value, [&]() -> Struct & { return object; }, Fields<Struct>::table, problem)) {
            if (problem.problem)
                return problem;
            continue;
        }
        if constexpr (HasRareFields<Struct>) {
            if (Detail::readIfKnown(
                    reader, name, value, [&]() -> RareFields & { return object.rare.edit(); },
                    rareFields<Struct>, problem)) {
                if (problem.problem)
                    return problem;
            } else if (Detail::isCustomKey(name)) {
                object.rare.edit().custom.insert(QString::fromUtf8(name), reader.variant(value));
            }
        }
    }
    return {};
}

} // namespace Gantry::Wamp::Wire
