// SPDX-License-Identifier: MIT
// Tells the hub what happens on one connection. While nobody looks, each call is one
// relaxed load and a branch.
#pragma once

#include "core/frame/frameobserver.h"
#include "tap/hub.h"

#include <array>

namespace Gantry {

//! The application's own look at a connection.
class TrafficLog
{
public:
    virtual void octetsPassed(Tap::Direction direction, QByteArrayView octets) = 0;
    virtual void framePassed(Tap::Direction direction, const Core::FrameHeader &header,
                             QByteArrayView payload) = 0;

protected:
    ~TrafficLog() = default;
};

class TapConnection final : public Core::FrameObserver
{
public:
    explicit TapConnection(quint64 number)
        : m_number(number)
    { }

    //! What the engine's frame observer should be at this moment.
    Core::FrameObserver *frameObserver() noexcept
    {
        return Tap::Hub::isObserved(Tap::RecordKind::Frame) || m_frameLog ? this : nullptr;
    }
    //! From now on \a log, which is borrowed, is told of octets, of frames, or both.
    void setLog(TrafficLog *log, bool octets, bool frames) noexcept
    {
        m_octetLog = octets ? log : nullptr;
        m_frameLog = frames ? log : nullptr;
    }

    void octets(Tap::Direction direction, QByteArrayView octets)
    {
        if (Tap::Hub::isObserved(Tap::RecordKind::Octets)) [[unlikely]]
            publishOctets(direction, octets);
        if (m_octetLog) [[unlikely]]
            m_octetLog->octetsPassed(direction, octets);
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
    TrafficLog *m_octetLog = nullptr;
    TrafficLog *m_frameLog = nullptr;
    bool m_isOpened = false;
};

} // namespace Gantry
