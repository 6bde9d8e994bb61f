// SPDX-License-Identifier: MIT
// A message of every type with every option set, and helpers to read and write.
#pragma once

#include "wamp/serializer/serializer.h"

namespace Gantry::Wamp {

struct Sample
{
    QByteArray name;
    Message message;
};

//! Of every type one with all options that it knows, one with none.
QList<Sample> sampleMessages();

//! With values in the place of a raw payload, so that what two serializers made is equal.
Message withValues(Message message);

QByteArray encoded(const Serializer &serializer, const Message &message);
//! All messages in \a octets; what was wrong goes to \a error.
QList<Message> decoded(const Serializer &serializer, const QByteArray &octets, QString *error = nullptr);
//! What is wrong with \a octets.
QString errorOf(const Serializer &serializer, const QByteArray &octets);

inline const Serializer &json()
{
    return *Serializer::byName(u"json");
}
inline const Serializer &msgpack()
{
    return *Serializer::byName(u"msgpack");
}
inline const Serializer &cbor()
{
    return *Serializer::byName(u"cbor");
}

} // namespace Gantry::Wamp
