// SPDX-License-Identifier: GPL-3.0-only
// Two links, each the other's: octets pass as they come, the end of a direction follows
// its last octet, and who does not keep up slows the other down.
#pragma once

#include "capture/forward/forwardstage.h"

#include <QtCore/QTimer>

namespace Gantry::Inspector {

class ForwardTunnel : public ForwardStage
{
    Q_OBJECT

public:
    //! How long a client may be silent after the target ended, unless both said that
    //! they close; as Relay has it.
    static constexpr std::chrono::seconds HalfCloseTime{120};

    //! Both links are ready. \a observer gets a copy of what passes; null: nobody looks.
    ForwardTunnel(const ForwardContext &context, std::unique_ptr<Link> client, std::unique_ptr<Link> target,
                  std::unique_ptr<HttpObserver> observer);
    ~ForwardTunnel() override;

    //! What one side has said already and the other did not get yet.
    void sendFirst(QByteArray toTarget, QByteArray toClient);
    void start() override;
    void setHeld(bool held) override;

private:
    struct Side
    {
        std::unique_ptr<Link> link; // null: gone
        QByteArray first; // for this side
        bool hasEnded = false; // it sends no more
        bool isPaused = false;
    };

    Side &side(Tap::Direction sender) { return m_sides[size_t(sender)]; }
    Side &otherSide(Tap::Direction sender) { return m_sides[1 - size_t(sender)]; }
    void attach(Tap::Direction sender);
    void onOctets(Tap::Direction sender, QByteArrayView octets);
    void onEnd(Tap::Direction sender);
    void onClosed(Tap::Direction sender, const QString &error);
    void onWritten();
    void lingerForClient();
    void updateReading();
    void finish();

    // By what they send: the client's octets are Sent, the target's Received.
    std::array<Side, 2> m_sides;
    std::unique_ptr<HttpObserver> m_observer;
    QTimer m_linger;
    bool m_isHeld = false;
};

} // namespace Gantry::Inspector
