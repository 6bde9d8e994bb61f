// SPDX-License-Identifier: GPL-3.0-only
// What one connection says in WAMP, frame by frame: puts fragments together, reads the
// messages and finds out which answers which. Costs nothing where the subprotocol is none
// of WAMP's. Of a fragmented message the first MaxAssembledOctets are read.
#pragma once

#include "decode/wamptracker.h"

#include <array>

namespace Gantry::Inspector {

class WampConversation
{
public:
    static constexpr qsizetype MaxAssembledOctets = 1024 * 1024;

    struct Message
    {
        WampFrame frame = {};
        WampTracker::Finding finding = {};

        //! The topic or procedure, also where the message says only an id.
        const QByteArray &uri() const { return frame.uri.isEmpty() ? finding.name : frame.uri; }
    };

    WampConversation() = default;
    //! What does not speak WAMP says nothing.
    explicit WampConversation(const QByteArray &subprotocol);

    //! Empty: it does not speak WAMP.
    const QByteArray &subprotocol() const noexcept { return m_subprotocol; }
    //! The messages that are complete with \a frame, which is record \a sequence: none, one,
    //! or those of a batch.
    QList<Message> look(quint64 sequence, const Tap::FrameRecord &frame);

private:
    struct Assembly
    {
        QByteArray octets = {};
        bool isOpen = false;
    };

    QList<Message> read(quint64 sequence, const Tap::FrameRecord &last, const QByteArray &message);

    QByteArray m_subprotocol;
    WampTracker m_tracker;
    std::array<Assembly, 2> m_assemblies; //!< by direction
};

} // namespace Gantry::Inspector
