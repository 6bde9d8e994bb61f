// SPDX-License-Identifier: MIT
// What most connections of a thread have alike, in one piece of memory.
#pragma once

#include <array>
#include <cstddef>
#include <utility>

namespace Gantry {

//! The latest few values, each behind \a Pointer, which shares it. Looking costs so many
//! comparisons, and is for nothing where every connection differs.
template<typename Pointer>
class SharedKinds
{
public:
    static constexpr size_t MostKinds = 8;

    //! The one that \a isWanted, else what \a make returns, which takes the oldest's place.
    template<typename IsWanted, typename Make>
    Pointer find(const IsWanted &isWanted, const Make &make)
    {
        for (const Pointer &kind : m_kinds) {
            if (kind && isWanted(*kind))
                return kind;
        }
        Pointer &place = m_kinds[std::exchange(m_next, (m_next + 1) % MostKinds)];
        place = make();
        return place;
    }

private:
    std::array<Pointer, MostKinds> m_kinds;
    size_t m_next = 0;
};

} // namespace Gantry
