// SPDX-License-Identifier: MIT
#include "wamp/message/payload.h"

#include <QtCore/QSharedData>

namespace Gantry::Wamp {

class PayloadValues : public QSharedData
{
public:
    QVariantList args;
    QVariantMap kwargs;
};

Payload::Payload() noexcept = default;
Payload::Payload(const Payload &other) noexcept = default;
Payload::Payload(Payload &&other) noexcept = default;
Payload &Payload::operator=(const Payload &other) noexcept = default;
Payload &Payload::operator=(Payload &&other) noexcept = default;
Payload::~Payload() = default;

Payload Payload::fromValues(const QVariantList &args, const QVariantMap &kwargs)
{
    Payload payload;
    if (args.isEmpty() && kwargs.isEmpty())
        return payload;
    payload.m_kind = Kind::Values;
    payload.m_values = new PayloadValues;
    payload.m_values->args = args;
    payload.m_values->kwargs = kwargs;
    return payload;
}

Payload Payload::fromOpaque(const QByteArray &octets)
{
    Payload payload;
    payload.m_kind = Kind::Opaque;
    payload.m_octets = octets;
    return payload;
}

Payload Payload::fromRaw(Encoding encoding, QByteArray message, Parts parts)
{
    Payload payload;
    if (parts.argsSize == 0)
        return payload;
    payload.m_kind = Kind::Raw;
    payload.m_encoding = encoding;
    payload.m_parts = parts;
    payload.m_octets = std::move(message);
    return payload;
}

Payload Payload::compact() const
{
    // What is around the parts of a usual message is not worth an allocation.
    constexpr qsizetype worthIt = 256;
    const qsizetype size = qsizetype(m_parts.argsSize) + m_parts.kwargsSize;
    if (m_kind != Kind::Raw || m_octets.size() - size < worthIt)
        return *this;
    QByteArray octets;
    octets.reserve(size);
    octets.append(rawArgs()).append(rawKwargs());
    const Parts parts{.argsBegin = 0,
                      .argsSize = m_parts.argsSize,
                      .kwargsBegin = m_parts.argsSize,
                      .kwargsSize = m_parts.kwargsSize};
    return fromRaw(m_encoding, std::move(octets), parts);
}

QVariantList Payload::valueArgs() const
{
    return m_values ? m_values->args : QVariantList();
}

QVariantMap Payload::valueKwargs() const
{
    return m_values ? m_values->kwargs : QVariantMap();
}

QByteArray Payload::opaque() const
{
    return m_kind == Kind::Opaque ? m_octets : QByteArray();
}

bool operator==(const Payload &a, const Payload &b)
{
    if (a.kind() != b.kind())
        return false;
    switch (a.kind()) {
    case Payload::Kind::Empty:
        return true;
    case Payload::Kind::Raw:
        return a.encoding() == b.encoding() && a.rawArgs() == b.rawArgs() && a.rawKwargs() == b.rawKwargs();
    case Payload::Kind::Values:
        return a.valueArgs() == b.valueArgs() && a.valueKwargs() == b.valueKwargs();
    case Payload::Kind::Opaque:
        return a.opaque() == b.opaque();
    }
    return false;
}

} // namespace Gantry::Wamp
