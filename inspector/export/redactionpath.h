// SPDX-License-Identifier: GPL-3.0-only
// Places in JSON text, found without taking the text apart: what is replaced there
// leaves every other octet as it was.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>
#include <QtCore/QList>

#include <optional>
#include <variant>

namespace Gantry::Inspector {

//! "$.user.password", "user.password" (the same), "$.items[2]", "$.items[*].id",
//! "$['a b']", "$..token" (at any depth).
class RedactionPath
{
public:
    //! nullopt: it cannot be read.
    static std::optional<RedactionPath> parse(QByteArrayView text);

    //! One step down: a member's name, or an element's number.
    struct Step
    {
        QByteArray name = {};
        qsizetype index = -1; //!< below 0: it is a name
    };
    bool matches(const QList<Step> &place) const;
    const QByteArray &text() const noexcept { return m_text; }

private:
    struct Part
    {
        Step step;
        bool isAny = false; //!< '*'
        bool isDeep = false; //!< any number of steps may come before it
    };

    bool matches(const QList<Step> &place, qsizetype step, qsizetype part) const;

    QByteArray m_text;
    QList<Part> m_parts;
};

//! The octets of one value.
struct JsonSpan
{
    qsizetype begin = 0;
    qsizetype size = 0;
    qsizetype path = 0; //!< which one found it
};

//! The values of \a json that \a paths lead to, in their order, none within another. Text
//! that stops being JSON is read up to there.
QList<JsonSpan> jsonValuesAt(QByteArrayView json, const QList<RedactionPath> &paths);

} // namespace Gantry::Inspector
