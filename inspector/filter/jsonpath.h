// SPDX-License-Identifier: GPL-3.0-only
// The way to a value in a JSON document: $.a.b[3], with [*] for every element.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QString>

namespace Gantry::Inspector {

struct JsonPathStep
{
    enum class Kind : quint8 { Member, Element, Any };

    Kind kind = Kind::Member;
    QByteArray member = {}; //!< UTF-8
    qint64 element = 0; //!< from 0
    bool operator==(const JsonPathStep &) const = default;
};

struct JsonPath
{
    static constexpr qsizetype MaxSteps = 64;

    QList<JsonPathStep> steps = {}; //!< none: the document as a whole
    bool operator==(const JsonPath &) const = default;
};

struct JsonPathResult
{
    JsonPath path = {};
    QString complaint = {}; //!< empty: all is well
    qsizetype wrongAt = 0; //!< in the text that was read
    bool isUnfinished = false;
};

//! Reads \a text, such as ".$.a.b[3]", ".a", "[0].b": what stands behind "json".
JsonPathResult parseJsonPath(QStringView text);

//! "$.a.b[3]", in one spelling for each path.
QString printJsonPath(const JsonPath &path);

} // namespace Gantry::Inspector
