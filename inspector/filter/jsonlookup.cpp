// SPDX-License-Identifier: GPL-3.0-only
#include "filter/jsonlookup.h"

namespace Gantry::Inspector {

bool JsonLookup::any(const JsonPath &path, const JsonValueTest &test)
{
#ifdef GANTRY_HAVE_SIMDJSON
    if (!m_simd)
        m_simd.emplace(plausibleJson(m_payload));
    if (m_simd->state() != SimdJsonLookup::State::OddNumber)
        return m_simd->any(path, test);
#endif
    if (!m_qt)
        m_qt.emplace(plausibleJson(m_payload));
    return m_qt->any(path, test);
}

} // namespace Gantry::Inspector
