// SPDX-License-Identifier: MIT
// Tells the hub what happens on one connection. While nobody looks, each call is one
// relaxed load and a branch.
#pragma once

#include "core/frame/frameobserver.h"
#include "tap/hub.h"

#include <array>

namespace Gantry {

class TapConnection final : public Core::FrameObserver
{
public:
    explicit TapConnection(quint64 number)
        : m_number(number)
    { }

    //! What the engine's frame observer should be at this moment.
    Core::FrameObserver *frameObserver() noexcept
    {
        return Tap::Hub::isObserved(Tap::RecordKind::Frame) ? this : nullptr;
    }

    void octets(Tap::Direction direction, QByteArrayView octets)
    {
        if (Tap::Hub::isObserved(Tap::RecordKind::Octets)) [[unlikely]]
            publishOctets(direction, octets);
    }
    void message(Tap::Direction direction, const QByteArray &payload, bool isBinary)
    {
        if (Tap::Hub::isObserved(Tap::RecordKind::Message)) [[unlikely]]
            publishMessage(direction, payload, isBinary);
    }
    void stateChanged(Core::ConnectionState state)
    {
        if (Tap::Hub::isObserved(Tap::RecordKind::State)) [[unlikely]]
            publishState(state);
    }
    //! The opening handshake is over, one way or the other. \a record's head is
    //! filled in here.
    void opened(Tap::OpenRecord record);
    //! Does nothing unless opened() was called.
    void closed(const Core::CloseInfo &info);

    void frameSeen(Tap::Direction direction, const Core::FrameHeader &header,
                   QByteArrayView payload) override;

private:
    Tap::RecordHead head() const;
    void publishOctets(Tap::Direction direction, QByteArrayView octets);
    void publishMessage(Tap::Direction direction, const QByteArray &payload, bool isBinary);
    void publishState(Core::ConnectionState state);

    quint64 m_number;
    //! Opcode of the message that is being sent and received. A continuation that an
    //! observer sees first, because it came in the middle, counts as binary.
    std::array<quint8, 2> m_messageOpcode{quint8(Core::Opcode::Binary), quint8(Core::Opcode::Binary)};
    bool m_isOpened = false;
};

} // namespace Gantry
