// SPDX-License-Identifier: MIT
#include "core/message/preparedmessage.h"

#include "core/message/utf8validator.h"

#include <algorithm>

namespace Gantry::Core {

PreparedMessage::PreparedMessage(const QByteArray &payload, bool isBinary, bool doNotCompress)
    : m_payload(payload)
    , m_isBinary(isBinary)
    , m_mayCompress(!doNotCompress)
    , m_isValid(isBinary || isValidUtf8(payload))
{ }

std::optional<QByteArray> PreparedMessage::compressed(const Form &form)
{
    const auto known = std::find_if(m_compressed.begin(), m_compressed.end(),
                                    [&](const Compressed &other) { return other.form == form; });
    if (known != m_compressed.end())
        return known->octets;
    Deflater deflater(form.windowBits, form.level, form.memLevel, true);
    QByteArray octets;
    if (!deflater.compress(m_payload, octets))
        return std::nullopt;
    octets.squeeze();
    m_compressed.push_back({.form = form, .octets = octets});
    return octets;
}

const PreparedMessage::Framed *PreparedMessage::frames(const Form &form,
                                                       qsizetype fragmentSize) const noexcept
{
    const auto known = std::find_if(m_framed.begin(), m_framed.end(), [&](const Framed &other) {
        return other.form == form && other.fragmentSize == fragmentSize;
    });
    return known == m_framed.end() ? nullptr : &*known;
}

const PreparedMessage::Framed &PreparedMessage::keepFrames(Framed frames)
{
    return m_framed.emplace_back(std::move(frames));
}

} // namespace Gantry::Core
