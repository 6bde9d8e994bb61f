// SPDX-License-Identifier: MIT
#include "jsonpayload.h"

#include <Gantry/WampSerializer>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

const Wamp::Serializer &json()
{
    return *Wamp::Serializer::byName(u"json");
}

//! \a payload as a RESULT carries it, or nullopt if it is none.
std::optional<Wamp::PayloadContent> decode(const QByteArray &payload)
{
    std::optional<Wamp::PayloadContent> content;
    const auto error = json().decode("[50,1,{}," + payload + ']', [&content](Wamp::Message &message) {
        if (const auto *result = std::get_if<Wamp::Result>(&message))
            content = Wamp::contentOf(result->payload);
        return true;
    });
    return error ? std::nullopt : content;
}

//! What a RESULT has for it.
std::optional<Wamp::Payload> encode(const QVariantList &args, const QVariantMap &kwargs)
{
    QByteArray octets;
    const Wamp::Result message{.request = 1, .payload = Wamp::Payload::fromValues(args, kwargs)};
    if (json().encode(message, octets))
        return std::nullopt;
    std::optional<Wamp::Payload> payload;
    const auto error = json().decode(octets, [&payload](Wamp::Message &decoded) {
        payload = std::get<Wamp::Result>(decoded).payload;
        return true;
    });
    return error ? std::nullopt : payload;
}

QByteArray orElse(QByteArrayView text, const char *absent)
{
    return text.isEmpty() ? QByteArray(absent) : text.toByteArray();
}

QByteArray quoted(const QString &text)
{
    const QByteArray list = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return list.mid(1, list.size() - 2);
}

} // namespace

bool isJson(const QString &text)
{
    // In brackets, because a document has to be a list or an object; and only one, so that
    // "1, 2" is none.
    const QJsonDocument document = QJsonDocument::fromJson('[' + text.toUtf8() + ']');
    return document.isArray() && document.array().size() == 1;
}

std::optional<QVariantList> argsFromJson(const QStringList &texts)
{
    const auto content = decode('[' + texts.join(u',').toUtf8() + ']');
    return content ? std::optional(content->args) : std::nullopt;
}

std::optional<QVariantMap> kwargsFromJson(const QString &text)
{
    if (!isJson(text) || !text.trimmed().startsWith(u'{'))
        return std::nullopt;
    const auto content = decode("[]," + text.toUtf8());
    return content ? std::optional(content->kwargs) : std::nullopt;
}

std::optional<QByteArray> toJsonLine(const QVariantList &args, const QVariantMap &kwargs,
                                     const std::optional<NamedText> &first)
{
    const auto payload = encode(args, kwargs);
    if (!payload)
        return std::nullopt;
    const QByteArray list = orElse(payload->rawArgs(), "[]");
    if (args.size() == 1 && kwargs.isEmpty() && !first)
        return list.mid(1, list.size() - 2).trimmed();
    const QByteArray begin =
        first ? "{\"" + first->name + "\":" + quoted(first->text) + ',' : QByteArray("{");
    return begin + "\"args\":" + list + ",\"kwargs\":" + orElse(payload->rawKwargs(), "{}") + '}';
}

} // namespace Gantry::Examples
