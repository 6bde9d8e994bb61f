// SPDX-License-Identifier: MIT
#include "wamp/serializer/messagewriter.h"

#include "wamp/serializer/fieldwriter.h"
#include "wamp/serializer/layouts.h"
#include "wamp/serializer/variants.h"
#include "wamp/serializer/wirereader.h"

namespace Gantry::Wamp::Wire {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr int levelOfPayload = 2;

class MessageWriter
{
public:
    MessageWriter(ValueWriter &writer, Encoding encoding) noexcept
        : m_writer(writer)
        , m_fields(writer)
        , m_encoding(encoding)
    { }

    template<typename M>
    EncodeError write(const M &message)
    {
        m_writer.beginList();
        m_writer.integer(qint64(M::type));
        std::apply([&](const auto &...field) { (element<M>(message.*field.member), ...); },
                   Layout<M>::elements);
        QString error = m_fields.error();
        if constexpr (HasPayload<M>) {
            if (error.isEmpty() && message.payload.kind() == Payload::Kind::Opaque && !saysOpaque(message))
                error = u"payload: opaque without enc_algo"_s;
            if (error.isEmpty())
                error = payload(message.payload);
        }
        m_writer.endList();
        return {error};
    }

private:
    template<typename M, typename T>
    void element(const T &value)
    {
        if constexpr (std::is_same_v<T, MessageType>) {
            m_writer.integer(qint64(value));
        } else if constexpr (std::is_same_v<T, RevocationDetails>) {
            // Only a revocation has them.
            if (value != RevocationDetails{})
                m_fields.write(value);
        } else if constexpr (std::is_same_v<M, Hello> && std::is_same_v<T, Utf8>) {
            if (value.isEmpty()) // the router is to choose the realm
                m_writer.null();
            else
                m_fields.write(value);
        } else {
            m_fields.write(value);
        }
    }

    QString payload(const Payload &payload)
    {
        switch (payload.kind()) {
        case Payload::Kind::Empty:
            return {};
        case Payload::Kind::Raw:
            return raw(payload);
        case Payload::Kind::Values:
            return values(payload);
        case Payload::Kind::Opaque:
            m_writer.bytes(payload.opaque());
            return {};
        }
        return {};
    }

    QString raw(const Payload &payload)
    {
        for (const QByteArrayView part : {payload.rawArgs(), payload.rawKwargs()}) {
            if (part.isEmpty())
                continue;
            if (payload.encoding() == m_encoding)
                m_writer.raw(part);
            else if (const Problem problem = readValue(payload.encoding(), part, m_writer, levelOfPayload))
                return u"payload: "_s + QLatin1StringView(problem);
        }
        return {};
    }

    QString values(const Payload &payload)
    {
        QString error = tellVariant(payload.valueArgs(), m_writer, levelOfPayload);
        const QVariantMap kwargs = payload.valueKwargs();
        if (error.isEmpty() && !kwargs.isEmpty())
            error = tellVariant(kwargs, m_writer, levelOfPayload);
        return error.isEmpty() ? error : u"payload: "_s + error;
    }

    ValueWriter &m_writer;
    FieldWriter m_fields;
    Encoding m_encoding;
};

} // namespace

EncodeError writeMessage(const Message &message, Encoding encoding, QByteArray &out)
{
    return withWriter(encoding, out, [&](ValueWriter &writer) {
        return std::visit([&](const auto &m) { return MessageWriter(writer, encoding).write(m); }, message);
    });
}

} // namespace Gantry::Wamp::Wire
