// SPDX-License-Identifier: MIT
#include "wamp/serializer/fieldreader.h"

#include "wamp/message/uri.h"
#include "wamp/serializer/variants.h"

#include <cmath>
#include <limits>

namespace Gantry::Wamp::Wire {

namespace {

constexpr bool isText(const Token &token) noexcept
{
    return token.kind == TokenKind::Text;
}

//! JavaScript has one type for all numbers, and what encodes it there (cbor-x, msgpackr)
//! writes whole ones that need more than 32 bits as if they had a fraction.
std::optional<qint64> wholeNumber(const Token &token)
{
    if (token.kind == TokenKind::Integer)
        return token.integer;
    const double size = token.kind == TokenKind::Real ? std::abs(token.real) : 0;
    const bool isWhole =
        size > std::numeric_limits<qint32>::max() && size <= double(maxId) && size == std::trunc(size);
    return isWhole ? std::optional(qint64(token.real)) : std::nullopt;
}

} // namespace

Problem FieldReader::read(quint32 at, bool &value) const
{
    if (m_tape[at].kind != TokenKind::Boolean)
        return "not a bool";
    value = m_tape[at].boolean;
    return nullptr;
}

Problem FieldReader::read(quint32 at, int &value) const
{
    qint64 number = 0;
    if (const Problem problem = read(at, number))
        return problem;
    if (number < 0 || number > std::numeric_limits<int>::max())
        return "out of range";
    value = int(number);
    return nullptr;
}

Problem FieldReader::read(quint32 at, qint64 &value) const
{
    const std::optional<qint64> number = wholeNumber(m_tape[at]);
    if (!number)
        return m_tape[at].kind == TokenKind::Unsigned ? "out of range" : "not an integer";
    value = *number;
    return nullptr;
}

Problem FieldReader::read(quint32 at, Id &value) const
{
    const std::optional<qint64> number = wholeNumber(m_tape[at]);
    if (!number || !isValidId(Id(*number)))
        return "not an id";
    value = Id(*number);
    return nullptr;
}

Problem FieldReader::read(quint32 at, std::chrono::milliseconds &value) const
{
    qint64 number = 0;
    if (const Problem problem = read(at, number))
        return problem;
    // What a timer can count, whatever it adds.
    if (number < 0 || number > qint64(maxId))
        return "out of range";
    value = std::chrono::milliseconds(number);
    return nullptr;
}

Problem FieldReader::read(quint32 at, QString &value) const
{
    if (!isText(m_tape[at]))
        return "not a text";
    value = QString::fromUtf8(textOf(m_tape[at]));
    return nullptr;
}

Problem FieldReader::read(quint32 at, Utf8 &value) const
{
    const Token &token = m_tape[at];
    if (!isText(token))
        return "not a text";
    value =
        token.isOwn ? Utf8(textOf(token).toByteArray()) : Utf8(m_octets, m_begin + token.begin, token.size);
    return nullptr;
}

template<typename Enum>
Problem FieldReader::readName(quint32 at, Enum &value,
                              std::optional<Enum> (*byName)(QByteArrayView) noexcept) const
{
    if (!isText(m_tape[at]))
        return "not a text";
    const std::optional<Enum> known = byName(textOf(m_tape[at]));
    if (!known)
        return "unknown value";
    value = *known;
    return nullptr;
}

Problem FieldReader::read(quint32 at, MatchPolicy &value) const
{
    return readName(at, value, &matchPolicyByName);
}

Problem FieldReader::read(quint32 at, InvocationPolicy &value) const
{
    return readName(at, value, &invocationPolicyByName);
}

Problem FieldReader::read(quint32 at, CancelMode &value) const
{
    return readName(at, value, &cancelModeByName);
}

Problem FieldReader::read(quint32 at, Roles &value) const
{
    if (m_tape[at].kind != TokenKind::Map)
        return "not a dictionary";
    for (quint32 key = at + 1; key < m_tape[at].next; key = m_tape[key + 1].next) {
        const std::optional<Role> role = roleByName(textOf(m_tape[key]));
        if (!role)
            continue;
        value.add(*role);
        if (const Problem problem = readFeatures(key + 1, *role, value))
            return problem;
    }
    return nullptr;
}

//! Of one role, whose dictionary is \a at.
Problem FieldReader::readFeatures(quint32 at, Role role, Roles &roles) const
{
    if (m_tape[at].kind != TokenKind::Map)
        return "a role that is not a dictionary";
    for (quint32 key = at + 1; key < m_tape[at].next; key = m_tape[key + 1].next) {
        const quint32 features = key + 1;
        if (textOf(m_tape[key]) != QByteArrayView("features") || m_tape[features].kind == TokenKind::Null)
            continue;
        if (m_tape[features].kind != TokenKind::Map)
            return "features that are not a dictionary";
        for (quint32 name = features + 1; name < m_tape[features].next; name = m_tape[name + 1].next) {
            const std::optional<Feature> feature = featureByName(textOf(m_tape[name]));
            if (!feature || m_tape[name + 1].kind == TokenKind::Null)
                continue;
            bool isThere = false;
            if (read(name + 1, isThere))
                return "a feature that is not a bool";
            if (isThere)
                roles.add(role, {*feature});
        }
    }
    return nullptr;
}

Problem FieldReader::read(quint32 at, QVariantMap &value) const
{
    if (m_tape[at].kind != TokenKind::Map)
        return "not a dictionary";
    value = variant(at).toMap();
    return nullptr;
}

template<typename T>
Problem FieldReader::readList(quint32 at, QList<T> &values, Problem notAList) const
{
    if (m_tape[at].kind != TokenKind::List)
        return notAList;
    values.clear();
    for (quint32 item = at + 1; item < m_tape[at].next; item = m_tape[item].next) {
        if constexpr (HasFields<T>) {
            T &value = values.emplaceBack();
            if (readFields(*this, item, value).problem || value.session == 0)
                return notAList;
        } else if (read(item, values.emplaceBack())) {
            return notAList;
        }
    }
    return nullptr;
}

Problem FieldReader::read(quint32 at, QStringList &value) const
{
    return readList(at, value, "not a list of texts");
}

Problem FieldReader::read(quint32 at, QList<Id> &value) const
{
    return readList(at, value, "not a list of ids");
}

Problem FieldReader::read(quint32 at, QList<ForwardedFor> &value) const
{
    return readList(at, value, "not a list of routers");
}

QVariant FieldReader::variant(quint32 at) const
{
    VariantBuilder builder;
    m_tape.replay(at, builder);
    return builder.take();
}

} // namespace Gantry::Wamp::Wire
