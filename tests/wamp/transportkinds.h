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

    //! What either side of a socket sends and takes.
    static constexpr int MaxMessageBytes = 2 * 1024 * 1024;

    //! Of the current row of the whole test, which rows() makes.
    static std::unique_ptr<TransportScene> ofRow();
    static void rows();
    static bool isInProcess();
    virtual ~TransportScene() = default;

    //! Begins; both peers are opened from the event loop.
    virtual void connectPeers() = 0;
    //! The object that the router's transport belongs to.
    virtual void deleteRouterSide() { }
    //! The same, and whether they were.
    bool open();
};

//! Text that compression makes little of.
QString textOf(qsizetype size);
//! An event with \a size octets of it as its first argument.
Message newEvent(Id publication, qsizetype size = 0);
Id publicationOf(const Message &message);
//! Its first argument.
QString textOf(const Message &message);

} // namespace Gantry::Wamp
