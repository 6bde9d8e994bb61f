// SPDX-License-Identifier: GPL-3.0-only
// What a row of the frame table shows that its record does not tell: what the record is in
// WAMP, and what somebody put on it.
#pragma once

#include "models/framecells.h"

namespace Gantry::Inspector {

class Annotations;
class WampIndex;

//! Either may be nullptr: then there is nothing of the kind.
struct RowFacts
{
    const WampIndex *wamp = nullptr;
    const Annotations *annotations = nullptr;

    //! Of FrameColumn::Wamp and Pair.
    QString cellText(quint64 sequence, FrameColumn column) const;
    //! An ERROR, say, or an answer to nothing.
    bool isProblem(quint64 sequence) const;
    bool isBookmarked(quint64 sequence) const;
    //! Whether there is a comment or a tag.
    bool isCommented(quint64 sequence) const;
    //! Comment and tags, for people; empty: there are none.
    QString remarks(quint64 sequence) const;
    //! The same as rich text: comments come from files too, and are no markup.
    QString toolTip(quint64 sequence) const;
    //! All of it as a part of a sentence: ", CALL com.example.add, bookmarked".
    QString sentence(quint64 sequence) const;
};

} // namespace Gantry::Inspector
