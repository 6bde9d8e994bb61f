// SPDX-License-Identifier: MIT
// Args and kwargs as JSON text and back, by the library's own serializer: whole numbers keep
// all their digits, and octets are what WAMP has for them in JSON ("\u0000" and base64).
#pragma once

#include <QtCore/QStringList>
#include <QtCore/QVariant>

#include <optional>

namespace Gantry::Examples {

//! Whether \a text is one JSON value.
bool isJson(const QString &text);
//! The values that \a texts, each of which isJson(), stand for.
std::optional<QVariantList> argsFromJson(const QStringList &texts);
//! nullopt: \a text is no JSON object.
std::optional<QVariantMap> kwargsFromJson(const QString &text);

//! A member in front of the others: {"topic": "com.example"}.
struct NamedText
{
    QByteArray name;
    QString text;
};

/*!
    One line: the only value of \a args as it is, if there are no \a kwargs and no \a first;
    otherwise an object with "args" and "kwargs". nullopt: JSON has nothing for one of them.
*/
std::optional<QByteArray> toJsonLine(const QVariantList &args, const QVariantMap &kwargs,
                                     const std::optional<NamedText> &first = {});

} // namespace Gantry::Examples
