// SPDX-License-Identifier: MIT
// UTF-8 as it arrives (RFC 3629), cut anywhere: says at the first wrong octet that
// it is wrong.
#pragma once

#include <QtCore/QByteArrayView>

namespace Gantry::Core {

class Utf8Validator
{
public:
    //! false from the first octet that no valid text can continue with.
    [[nodiscard]] bool feed(QByteArrayView bytes) noexcept;
    //! Whether what was fed so far could end here.
    bool isComplete() const noexcept { return m_state == 0; }
    void reset() noexcept { m_state = 0; }

private:
    quint8 m_state = 0;
};

//! Whether \a text as a whole is UTF-8.
bool isValidUtf8(QByteArrayView text) noexcept;

//! How much of the front of \a text to take so that it is at most \a size octets and no
//! code point is cut. Where that would be nothing, \a size octets all the same.
qsizetype textCut(QByteArrayView text, qsizetype size) noexcept;

} // namespace Gantry::Core
