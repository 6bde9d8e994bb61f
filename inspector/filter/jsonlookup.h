// SPDX-License-Identifier: GPL-3.0-only
// The values in one payload, read as JSON when somebody asks first. With simdjson where
// that is there, otherwise with Qt; what they find is the same.
#pragma once

#include "filter/qtjsonlookup.h"
#include "filter/simdjsonlookup.h"

namespace Gantry::Inspector {

class JsonLookup
{
public:
    //! \a payload is not copied. To be used in one thread.
    explicit JsonLookup(QByteArrayView payload)
        : m_payload(payload)
    { }

    //! Whether a value that \a path leads to passes \a test. In what is no JSON there are
    //! no values.
    bool any(const JsonPath &path, const JsonValueTest &test);

private:
    const QByteArrayView m_payload;
    std::optional<SimdJsonLookup> m_simd;
    std::optional<QtJsonLookup> m_qt;
};

} // namespace Gantry::Inspector
