// SPDX-License-Identifier: GPL-3.0-only
// Looks into JSON with Qt's reader: where there is no simdjson, and for numbers that
// simdjson's tree has no room for.
#pragma once

#include "filter/jsonpath.h"
#include "filter/jsonvalue.h"

#include <QtCore/QJsonValue>

#include <optional>

namespace Gantry::Inspector {

class QtJsonLookup
{
public:
    //! \a json is what plausibleJson() left of a payload. Not copied.
    explicit QtJsonLookup(QByteArrayView json)
        : m_json(json)
    { }

    //! Whether a value that \a path leads to passes \a test. In what is no JSON there are
    //! no values.
    bool any(const JsonPath &path, const JsonValueTest &test);

private:
    void read();

    const QByteArrayView m_json;
    bool m_isRead = false;
    std::optional<QJsonValue> m_root;
};

} // namespace Gantry::Inspector
