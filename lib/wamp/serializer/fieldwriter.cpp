// SPDX-License-Identifier: MIT
#include "wamp/serializer/fieldwriter.h"

#include "wamp/message/uri.h"
#include "wamp/serializer/variants.h"

namespace Gantry::Wamp::Wire {

namespace {

// In the order in which autobahn announces them.
constexpr Role roleOrder[] = {Role::Subscriber, Role::Publisher, Role::Caller,
                              Role::Callee,     Role::Broker,    Role::Dealer};

constexpr int levelOfOptions = 2;

} // namespace

void FieldWriter::write(MatchPolicy value)
{
    m_writer.text(nameOf(value));
}

void FieldWriter::write(InvocationPolicy value)
{
    m_writer.text(nameOf(value));
}

void FieldWriter::write(CancelMode value)
{
    m_writer.text(nameOf(value));
}

void FieldWriter::write(const Roles &value)
{
    m_writer.beginMap();
    for (const Role role : roleOrder) {
        if (!value.has(role))
            continue;
        m_writer.key(roleName(role));
        m_writer.beginMap();
        bool hasFeatures = false;
        for (int i = 0; i < featureCount; ++i) {
            if (!value.has(role, Feature(i)))
                continue;
            if (!hasFeatures) {
                m_writer.key("features");
                m_writer.beginMap();
                hasFeatures = true;
            }
            m_writer.key(featureName(Feature(i)));
            m_writer.boolean(true);
        }
        if (hasFeatures)
            m_writer.endMap();
        m_writer.endMap();
    }
    m_writer.endMap();
}

void FieldWriter::write(const QVariantMap &value)
{
    // Extra of CHALLENGE is on this level itself, authextra one below.
    m_error = tellVariant(value, m_writer, levelOfOptions + 1);
}

void FieldWriter::custom(const QVariantMap &values)
{
    for (auto entry = values.cbegin(); entry != values.cend() && m_error.isEmpty(); ++entry) {
        m_writer.key(entry.key().toUtf8());
        m_error = tellVariant(entry.value(), m_writer, levelOfOptions + 1);
    }
}

} // namespace Gantry::Wamp::Wire
