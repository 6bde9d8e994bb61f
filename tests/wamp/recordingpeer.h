// SPDX-License-Identifier: MIT
// What is above a transport in tests: notes what it is told, and does what the test says.
#pragma once

#include "wamp/transport/transport.h"

#include <functional>
#include <vector>

namespace Gantry::Wamp {

class RecordingPeer final : public MessagePeer
{
public:
    std::vector<Message> messages;
    std::optional<DecodeError> invalid;
    std::optional<TransportEnd> end;
    int opened = 0;
    int closed = 0;
    int drained = 0;

    // Called last: they may delete the peer.
    std::function<void()> whenOpen = [] {};
    std::function<void(const Message &)> whenMessage = [](const Message &) {};
    std::function<void()> whenInvalid = [] {};
    std::function<void()> whenClosed = [] {};
    std::function<void()> whenDrained = [] {};

    bool isOpen() const { return transport() && transport()->isOpen(); }

private:
    // A copy of each hook: it may be in the peer that it deletes.
    void onTransportOpen() override
    {
        ++opened;
        const auto hook = whenOpen;
        hook();
    }
    void onMessage(Message &message) override
    {
        messages.push_back(message);
        const auto hook = whenMessage;
        hook(message);
    }
    void onInvalidMessage(const DecodeError &error) override
    {
        invalid = error;
        const auto hook = whenInvalid;
        hook();
    }
    void onTransportClose(const TransportEnd &how) override
    {
        ++closed;
        end = how;
        const auto hook = whenClosed;
        hook();
    }
    void onDrained() override
    {
        ++drained;
        const auto hook = whenDrained;
        hook();
    }
};

} // namespace Gantry::Wamp
