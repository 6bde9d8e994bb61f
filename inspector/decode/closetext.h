// SPDX-License-Identifier: GPL-3.0-only
// Close codes explained: what the registry calls them and what they tell a person
// who wonders why a connection ended.
#pragma once

#include "core/closeinfo.h"

#include <QtCore/QByteArrayView>
#include <QtCore/QString>

#include <optional>

namespace Gantry::Inspector {

//! The body of a close frame (RFC 6455 section 5.5.1).
struct ClosePayload
{
    std::optional<quint16> code; //!< nothing: the body has fewer than two octets
    QByteArrayView reason;
};

ClosePayload parseClosePayload(QByteArrayView payload) noexcept;

//! "1001 Going Away"; a code without a registered name is its number and its range.
QString closeCodeText(quint16 code);

//! One sentence: what \a code means.
QString explainCloseCode(quint16 code);

//! "closed by this side" and so on, seen from the observed endpoint.
QString closedByText(Core::ClosedBy by);

} // namespace Gantry::Inspector
