// SPDX-License-Identifier: MIT
#include "wamp/transport/sharedmessage.h"

namespace Gantry::Wamp {

SharedMessage::SharedMessage(Message message)
    : m_message(std::move(message))
{ }

SharedMessage::Form &SharedMessage::form(const Serializer &serializer)
{
    Form &form = m_forms[size_t(serializer.encoding()) * 2 + (serializer.isBatched() ? 1 : 0)];
    if (!form.isEncoded) {
        form.isEncoded = true;
        serializer.encode(m_message, form.octets); // leaves it empty on failure
    }
    return form;
}

const QByteArray &SharedMessage::encoded(const Serializer &serializer)
{
    return form(serializer).octets;
}

const PreparedMessage *SharedMessage::prepared(const Serializer &serializer)
{
    Form &wanted = form(serializer);
    if (wanted.octets.isEmpty())
        return nullptr;
    if (!wanted.prepared)
        wanted.prepared.emplace(wanted.octets, serializer.isBinary());
    return &*wanted.prepared;
}

} // namespace Gantry::Wamp
