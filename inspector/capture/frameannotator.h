// SPDX-License-Identifier: GPL-3.0-only
// Says what is wrong with frames that an endpoint told of itself: it shows what came,
// and only its close frame tells that something of it broke a rule. (What the proxy
// relays was judged by the decoder.)
#pragma once

#include "core/message/utf8validator.h"
#include "tap/record.h"

#include <QtCore/QHash>

#include <array>

namespace Gantry::Inspector {

//! Follows the connections of one source; records come in their order.
class FrameAnnotator
{
public:
    //! Gives \a record a note if it is a frame that breaks a rule and has none.
    void annotate(Tap::Record &record);

private:
    //! A direction of a connection.
    struct Stream
    {
        bool wasSeen = false; //!< a data frame came; before, we may be inside a message
        bool insideMessage = false;
        Core::Utf8Validator text;
        bool isTextBroken = false; //!< nothing more is said of this message
    };
    struct Connection
    {
        Core::Role role = Core::Role::Server;
        bool deflate = false;
        std::array<Stream, 2> streams;
    };

    void forgetMessages();
    void judge(Tap::FrameRecord &frame, Connection &connection);
    static bool breaksUtf8(const Tap::FrameRecord &frame, Stream &stream);

    QHash<quint64, Connection> m_connections;
};

} // namespace Gantry::Inspector
