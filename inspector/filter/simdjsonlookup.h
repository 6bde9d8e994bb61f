// SPDX-License-Identifier: GPL-3.0-only
// Looks into JSON with simdjson. Its tree, not its on-demand reader: that one would find
// values in documents whose end is wrong, and what is no JSON must have none.
#pragma once

#include "filter/jsonpath.h"
#include "filter/jsonvalue.h"

namespace Gantry::Inspector {

class SimdJsonLookup
{
public:
    enum class State : quint8 {
        Unread,
        Json,
        NoJson,
        //! A number that is wrong, or has no room in 64 bits: Qt's reader is to decide.
        OddNumber,
    };

    //! \a json is what plausibleJson() left of a payload. Not copied.
    explicit SimdJsonLookup(QByteArrayView json)
        : m_json(json)
    { }

    //! Reads the document when that was not done yet.
    State state();
    //! As QtJsonLookup::any(); false unless state() is Json.
    bool any(const JsonPath &path, const JsonValueTest &test);

private:
    const QByteArrayView m_json;
    State m_state = State::Unread;
    quint64 m_serial = 0; //!< of the reading, which the next one in this thread ends
};

} // namespace Gantry::Inspector
