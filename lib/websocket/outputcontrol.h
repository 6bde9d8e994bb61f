// SPDX-License-Identifier: MIT
// Decides what becomes of a message when a peer reads too slowly, and keeps those that
// wait for their turn. Knows how much waits from its caller alone.
#pragma once

#include "websocket/closetypes.h"
#include "websocket/preparedmessage.h"
#include "websocket/protocoloptions.h"

#include <QtCore/QByteArray>

#include <deque>
#include <memory>
#include <optional>

namespace Gantry {

class OutputControl
{
public:
    struct Message
    {
        QByteArray payload;
        bool isBinary = false;
        SendOptions options = {};
        std::optional<PreparedMessage> prepared = std::nullopt; //!< sent in the place of payload
    };
    //! What was given up.
    struct Loss
    {
        int count = 0;
        qint64 octets = 0;
    };
    //! What keeping a message costs besides its payload, about: a bound that counted
    //! payloads alone would be none for empty ones.
    static constexpr qint64 MessageOverhead = 128;
    enum class Verdict : quint8 { Send, Hold, Drop, Close };

    //! \a highWatermark 0: everything is sent.
    OutputControl(qint64 highWatermark, OutputPolicy policy)
        : m_high(highWatermark)
        , m_policy(policy)
    { }
    OutputControl() = default;

    //! Whatever waits: judge() always says Send.
    bool sendsAll() const noexcept { return m_high <= 0 || m_policy == OutputPolicy::Queue; }
    //! Counts for what is sent from now on.
    void setHighWatermark(qint64 highWatermark) noexcept { m_high = highWatermark; }
    bool isBounded() const noexcept { return m_high > 0; }
    bool isHigh(qint64 waiting) const noexcept { return m_high > 0 && waiting >= m_high; }
    bool isLow(qint64 waiting) const noexcept { return waiting <= m_high / 2; }

    //! On a message of \a size octets while \a waiting octets wait outside of this.
    Verdict judge(qint64 waiting, qint64 size) const noexcept;
    //! The message was given up, on our verdict.
    void drop(qint64 size);
    //! Keeps \a message. \a waiting as above; the oldest make room for it. Whether none
    //! had to.
    bool hold(Message message, qint64 waiting);
    //! The next one to be sent, if there is room for it; with \a all whether there is
    //! or not.
    std::optional<Message> next(qint64 waiting, bool all = false);
    qint64 heldOctets() const noexcept { return m_backlog ? m_backlog->octets : 0; }
    bool holdsSome() const noexcept { return m_backlog && !m_backlog->messages.empty(); }
    //! Nothing can be sent any more: what was held is given up.
    void clear();

    //! What was given up since the last call.
    Loss takeLoss() noexcept;
    bool hasLoss() const noexcept { return m_backlog && m_backlog->loss.count > 0; }

private:
    //! Of a peer that is too slow; most never are.
    struct Backlog
    {
        std::deque<Message> messages = {};
        qint64 octets = 0;
        Loss loss = {};
    };
    Backlog &backlog();
    void giveBack() noexcept;
    Message takeOldest();

    qint64 m_high = 0;
    std::unique_ptr<Backlog> m_backlog; //!< nullptr: nothing is held, nothing was lost
    OutputPolicy m_policy = OutputPolicy::Queue;
};

} // namespace Gantry
