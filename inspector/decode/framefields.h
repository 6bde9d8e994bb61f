// SPDX-License-Identifier: GPL-3.0-only
// A frame's header taken apart, field by field as RFC 6455 section 5.2 draws it, with
// what each value means. Explains what is there; judging was done by who decoded it.
#pragma once

#include "tap/record.h"

#include <QtCore/QList>
#include <QtCore/QString>

#include <optional>

namespace Gantry::Inspector {

struct FrameField
{
    QString name = {}; //!< "FIN"
    QString value = {}; //!< "1"
    QString meaning = {}; //!< "the message ends here"
    bool isSuspicious = false; //!< not what an endpoint that keeps the rules sends
    bool operator==(const FrameField &) const = default;
};

//! \a role is that of the observed endpoint if it is known: it says whether the
//! frame had to be masked.
QList<FrameField> frameFields(const Tap::FrameRecord &frame, std::optional<Core::Role> role = {});

//! The header's octets as they were sent, "81 85 37 fa 21 3d"; empty when they are
//! not known, as the length was not in its shortest form.
QString headerOctetsText(const Core::FrameHeader &header);

} // namespace Gantry::Inspector
