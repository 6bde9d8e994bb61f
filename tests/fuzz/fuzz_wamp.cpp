// SPDX-License-Identifier: MIT
// WAMP's serializers; the first octet chooses one. Of whatever is read it is checked that
// it can be written and read again, that Qt's parsers of JSON and CBOR agree that it was
// well-formed, and that a translation means the same.
#include "wamp/serializer/serializer.h"

#include <QtCore/QCborError>
#include <QtCore/QCborValue>
#include <QtCore/QJsonDocument>

#include <cstdlib>

using namespace Gantry::Wamp;

namespace {

void require(bool isTrue)
{
    if (!isTrue)
        abort();
}

const Payload *payloadOf(const Message &message)
{
    return std::visit(
        [](const auto &m) -> const Payload * {
            if constexpr (requires { m.payload; })
                return &m.payload;
            else
                return nullptr;
        },
        message);
}

std::optional<PayloadContent> contentOfMessage(const Message &message)
{
    const Payload *payload = payloadOf(message);
    return payload ? contentOf(*payload) : PayloadContent();
}

QList<Message> decoded(const Serializer &serializer, const QByteArray &octets, bool *isWhole)
{
    QList<Message> messages;
    *isWhole = !serializer.decode(octets, [&messages](Message &message) {
        messages.append(message);
        return true;
    });
    return messages;
}

// Qt has no number beyond a double; ours are judged by their content.
bool isWellFormedForQt(const Serializer &serializer, const QByteArray &octets)
{
    if (serializer.encoding() == Encoding::Json) {
        QJsonParseError error;
        QJsonDocument::fromJson(octets, &error);
        return error.error == QJsonParseError::NoError || error.error == QJsonParseError::IllegalNumber;
    }
    if (serializer.encoding() != Encoding::Cbor)
        return true;
    QCborParserError error;
    QCborValue::fromCbor(octets, &error);
    // Tags are levels there.
    return error.error == QCborError::NoError || error.error == QCborError::NestingTooDeep;
}

//! NaN equals nothing, itself included, but is the same text.
bool isSame(const std::optional<PayloadContent> &a, const std::optional<PayloadContent> &b)
{
    const auto textOf = [](const std::optional<PayloadContent> &content) {
        return content ? QCborValue::fromVariant(QVariantList{content->args, content->kwargs}).toCbor()
                       : QByteArray();
    };
    return textOf(a) == textOf(b);
}

void checkMessage(const Serializer &serializer, const Message &message)
{
    const std::optional<PayloadContent> content = contentOfMessage(message);
    for (const Serializer *to : Serializer::all()) {
        QByteArray octets;
        const EncodeError error = to->encode(message, octets);
        require(bool(error) == octets.isEmpty());
        if (to->encoding() == serializer.encoding())
            require(!error);
        if (error)
            continue;
        bool isWhole = false;
        const QList<Message> again = decoded(*to, octets, &isWhole);
        require(isWhole && again.size() == 1);
        QByteArray same;
        require(!to->encode(again.first(), same) && same == octets);
        // In JSON a text that begins with U+0000 cannot be told from octets.
        if (content && !octets.contains("\"\\u0000"))
            require(isSame(content, contentOfMessage(again.first())));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size == 0)
        return 0;
    const QList<const Serializer *> all = Serializer::all();
    const Serializer &serializer = *all[data[0] % all.size()];
    const QByteArray octets(reinterpret_cast<const char *>(data + 1), qsizetype(size - 1));
    bool isWhole = false;
    const QList<Message> messages = decoded(serializer, octets, &isWhole);
    if (isWhole && !serializer.isBatched())
        require(isWellFormedForQt(serializer, octets));
    for (const Message &message : messages)
        checkMessage(serializer, message);
    return 0;
}
