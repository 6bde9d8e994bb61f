// SPDX-License-Identifier: GPL-3.0-only
// Stands in for wampframe.cpp in a build without WAMP: no message is one.
#include "decode/wampframe.h"

namespace Gantry::Inspector {

bool isWampSupported() noexcept
{
    return false;
}

bool isWampSubprotocol(QByteArrayView) noexcept
{
    return false;
}

QByteArrayView wampTypeName(quint16) noexcept
{
    return {};
}

WampFrames readWampFrames(const QByteArray &, const QByteArray &, const DocumentBounds &)
{
    return {};
}

QList<WampField> wampFields(const Document &, const WampFrame &)
{
    return {};
}

QString wampProblem(const QByteArray &, const QByteArray &)
{
    return {};
}

} // namespace Gantry::Inspector
