// SPDX-License-Identifier: MIT
// Tells the hub, and the application's own log, what happens on one connection. While
// nobody looks, each call is one relaxed load and a branch.
#pragma once

#include "core/frame/frameobserver.h"
#include "tap/hub.h"
#include "tap/liveconnection.h"

#include <array>

namespace Gantry {

class TapConnection : private Tap::LiveConnection, private Core::FrameObserver
{
public:
    //! What the engine's frame observer should be at this moment.
    Core::FrameObserver *frameObserver() noexcept
    {
        return Tap::Hub::isObserved(Tap::RecordKind::Frame) || m_logsFrames ? this : nullptr;
    }

protected:
    explicit TapConnection(quint64 number)
        : m_number(number)
    { }
    ~TapConnection() = default;

    //! From now on the log is told of octets, of frames, or both.
    void setLog(bool octets, bool frames) noexcept
    {
        m_logsOctets = octets;
        m_logsFrames = frames;
    }
    // The application's log:
    virtual void logOctets(Tap::Direction direction, QByteArrayView octets) = 0;
    virtual void logFrame(Tap::Direction direction, const Core::FrameHeader &header,
                          QByteArrayView payload) = 0;
    //! How the connection was opened, but for the record's head; see LiveConnection.
    virtual Tap::OpenRecord opening() const = 0;

    void tapOctets(Tap::Direction direction, QByteArrayView octets)
    {
        if (Tap::Hub::isObserved(Tap::RecordKind::Octets)) [[unlikely]]
            publishOctets(direction, octets);
        if (m_logsOctets) [[unlikely]]
            logOctets(direction, octets);
    }
    void tapMessage(Tap::Direction direction, const QByteArray &payload, bool isBinary)
    {
        if (Tap::Hub::isObserved(Tap::RecordKind::Message)) [[unlikely]]
            publishMessage(direction, payload, isBinary);
    }
    void tapState(Core::ConnectionState state)
    {
        if (Tap::Hub::isObserved(Tap::RecordKind::State)) [[unlikely]]
            publishState(state);
    }
    //! The opening handshake is over, one way or the other.
    void tapOpened();
    //! Does nothing unless tapOpened() was called.
    void tapClosed(const Core::CloseInfo &info);

private:
    void frameSeen(Tap::Direction direction, const Core::FrameHeader &header,
                   QByteArrayView payload) override;
    Tap::OpenRecord openRecord() const override;

    Tap::RecordHead head() const;
    void publishOctets(Tap::Direction direction, QByteArrayView octets);
    void publishMessage(Tap::Direction direction, const QByteArray &payload, bool isBinary);
    void publishState(Core::ConnectionState state);

    const quint64 m_number;
    qint64 m_openedNs = 0; //!< 0: tapOpened() was not called, or tapClosed() was
    //! Opcode of the message that is being sent and received. A continuation that an
    //! observer sees first, because it came in the middle, counts as binary.
    std::array<quint8, 2> m_messageOpcode{quint8(Core::Opcode::Binary), quint8(Core::Opcode::Binary)};
    bool m_logsOctets = false;
    bool m_logsFrames = false;
};

} // namespace Gantry
