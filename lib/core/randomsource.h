// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/qglobal.h>

namespace Gantry::Core {

//! Where mask keys come from. RFC 6455 section 5.3: "The masking key needs to be
//! unpredictable", so the one used in production draws from the system's CSPRNG;
//! tests hand in a counter.
class RandomSource
{
public:
    virtual quint32 nextMaskKey() = 0;

protected:
    ~RandomSource() = default;
};

} // namespace Gantry::Core
