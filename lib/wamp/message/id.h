// SPDX-License-Identifier: MIT
// WAMP's ids: what is a valid one, and the sequence that request ids follow.
#pragma once

#include <QtCore/qglobal.h>

namespace Gantry::Wamp {

//! Of a session, publication, subscription, registration or request: 1 to maxId. 0 is no
//! id; on the wire it stands for "no request" in revocations.
using Id = quint64;

//! 2^53: what a double holds exactly.
inline constexpr Id maxId = Id(1) << 53;

constexpr bool isValidId(Id id) noexcept
{
    return id >= 1 && id <= maxId;
}

//! Request ids of one direction of a session: 1, 2, 3 ... maxId, 1 ...
class IdSequence
{
public:
    constexpr Id next() noexcept
    {
        m_last = following(m_last);
        return m_last;
    }
    //! Whether \a id is the one to come; takes it if so.
    constexpr bool accept(Id id) noexcept
    {
        if (id != following(m_last))
            return false;
        m_last = id;
        return true;
    }
    constexpr Id last() const noexcept { return m_last; }

private:
    static constexpr Id following(Id id) noexcept { return id >= maxId ? 1 : id + 1; }

    Id m_last = 0;
};

} // namespace Gantry::Wamp
