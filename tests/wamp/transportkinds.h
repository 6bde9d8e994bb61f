// SPDX-License-Identifier: MIT
// A connection of any kind between two peers, for the suite that all kinds pass.
#pragma once

#include "wamp/recordingpeer.h"

#include <QtCore/QObject>

#include <memory>

namespace Gantry::Wamp {

class TransportScene
{
public:
    std::unique_ptr<RecordingPeer> client = std::make_unique<RecordingPeer>();
    std::unique_ptr<RecordingPeer> router = std::make_unique<RecordingPeer>();

    //! Of the current row of the whole test, which rows() makes.
    static std::unique_ptr<TransportScene> ofRow();
    static void rows();
    virtual ~TransportScene() = default;

    //! Begins; both peers are opened from the event loop.
    virtual void connectPeers() = 0;
    //! The same, and whether they were.
    bool open();
};

//! An event with \a size octets of text as its first argument.
Message newEvent(Id publication, qsizetype size = 0);
Id publicationOf(const Message &message);
//! Its first argument.
QString textOf(const Message &message);

} // namespace Gantry::Wamp
