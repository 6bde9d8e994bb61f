// SPDX-License-Identifier: MIT
#include "wamp/serializer/serializer.h"

#include "wamp/serializer/batch.h"
#include "wamp/serializer/messagereader.h"
#include "wamp/serializer/messagewriter.h"
#include "wamp/serializer/variants.h"
#include "wamp/serializer/wirereader.h"

#include <limits>

namespace Gantry::Wamp {

namespace {

using namespace Qt::Literals::StringLiterals;

class KnownSerializer final : public Serializer
{
public:
    KnownSerializer(Encoding encoding, bool isBatched) noexcept
        : Serializer(encoding, isBatched)
    { }
};

//! What a thread reads its messages onto. Nothing of it is needed any more when a message
//! is delivered, so that a receiver may decode others.
Wire::Tape &tape()
{
    static thread_local Wire::Tape tape;
    return tape;
}

//! The message of \a size octets at \a begin.
DecodeError decodeOne(Encoding encoding, const QByteArray &octets, Wire::Frame frame, Message &message)
{
    Wire::Tape &tokens = tape();
    const QByteArrayView part = QByteArrayView(octets).sliced(frame.begin, frame.size);
    DecodeError error;
    if (const Wire::Problem problem = Wire::readMessage(encoding, part, tokens))
        error.text = QLatin1StringView(problem);
    else
        error = Wire::interpret(tokens, encoding, octets, frame.begin, message);
    Wire::trimInput();
    tokens.trim();
    return error;
}

} // namespace

QList<const Serializer *> Serializer::all()
{
    static const KnownSerializer known[] = {
        {Encoding::Cbor, false},   {Encoding::Cbor, true},  {Encoding::MsgPack, false},
        {Encoding::MsgPack, true}, {Encoding::Json, false}, {Encoding::Json, true},
    };
    QList<const Serializer *> all;
    for (const Serializer &serializer : known)
        all.append(&serializer);
    return all;
}

const Serializer *Serializer::byName(QStringView name)
{
    const QList<const Serializer *> known = all();
    for (const Serializer *serializer : known) {
        if (serializer->name() == name)
            return serializer;
    }
    return nullptr;
}

const Serializer *Serializer::bySubprotocol(QStringView subprotocol)
{
    constexpr QStringView prefix = u"wamp.2.";
    return subprotocol.startsWith(prefix) ? byName(subprotocol.sliced(prefix.size())) : nullptr;
}

const Serializer *Serializer::byRawSocketId(int id)
{
    const QList<const Serializer *> known = all();
    for (const Serializer *serializer : known) {
        if (!serializer->isBatched() && serializer->rawSocketId() == id)
            return serializer;
    }
    return nullptr;
}

QString Serializer::name() const
{
    static const QString names[] = {u"json"_s, u"msgpack"_s, u"cbor"_s};
    const QString &plain = names[int(m_encoding)];
    return m_isBatched ? plain + u".batched"_s : plain;
}

QString Serializer::subprotocol() const
{
    return u"wamp.2."_s + name();
}

EncodeError Serializer::encode(const Message &message, QByteArray &out) const
{
    const qsizetype begin = out.size();
    if (m_isBatched)
        Wire::beginFrame(m_encoding, out);
    EncodeError error = Wire::writeMessage(message, m_encoding, out);
    if (!error && m_isBatched)
        error.text = Wire::endFrame(m_encoding, begin, out);
    if (error)
        out.truncate(begin);
    return error;
}

DecodeError Serializer::decode(const QByteArray &octets, const Receiver &each, qsizetype &at) const
{
    if (quint64(octets.size()) > std::numeric_limits<quint32>::max())
        return {u"too long"_s};
    Wire::FrameReader frames(m_encoding, m_isBatched, octets, at);
    while (const std::optional<Wire::Frame> frame = frames.next()) {
        Message message;
        if (DecodeError error = decodeOne(m_encoding, octets, *frame, message))
            return error;
        at = frames.place();
        if (!each(message))
            return {};
    }
    return {QLatin1StringView(frames.problem())};
}

std::optional<PayloadContent> contentOf(const Payload &payload)
{
    PayloadContent content;
    switch (payload.kind()) {
    case Payload::Kind::Empty:
        break;
    case Payload::Kind::Values:
        content = {.args = payload.valueArgs(), .kwargs = payload.valueKwargs()};
        break;
    case Payload::Kind::Opaque:
        content.args.append(payload.opaque());
        break;
    case Payload::Kind::Raw: {
        constexpr int level = 2;
        Wire::VariantBuilder args;
        if (Wire::readValue(payload.encoding(), payload.rawArgs(), args, level))
            return std::nullopt;
        content.args = args.take().toList();
        if (payload.rawKwargs().isEmpty())
            break;
        Wire::VariantBuilder kwargs;
        if (Wire::readValue(payload.encoding(), payload.rawKwargs(), kwargs, level))
            return std::nullopt;
        content.kwargs = kwargs.take().toMap();
        break;
    }
    }
    return content;
}

} // namespace Gantry::Wamp
