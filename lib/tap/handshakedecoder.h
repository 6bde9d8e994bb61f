// SPDX-License-Identifier: MIT
// The opening handshake as somebody beside the wire sees it: collects both heads,
// whatever they look like, and holds back what follows until it is known what that
// is. Judges by core's rules, and refuses nothing.
#pragma once

#include "core/handshake/deflateparameters.h"
#include "tap/headcollector.h"
#include "tap/record.h"

#include <array>
#include <optional>

namespace Gantry::Tap {

class HandshakeDecoder
{
public:
    //! Octets that are worth showing for what is wrong with them.
    struct Remark
    {
        Direction direction = Direction::Sent;
        QByteArray octets;
        QByteArray note;
    };

    //! \a maxWaiting: octets held back; past it the handshake is given up.
    explicit HandshakeDecoder(qsizetype maxWaiting);

    void feed(Direction direction, QByteArrayView octets);
    //! No more will come; what is there has to do.
    void giveUp() noexcept { m_isOver = true; }
    //! Both heads came, or it was given up. The rest is valid from then on.
    bool isOver() const noexcept { return m_isOver; }

    //! 101 was the answer, and \a direction 's own head came to an end.
    bool leadsToFrames(Direction direction) const;
    std::optional<Core::DeflateParameters> deflate() const;
    QByteArray statusLine() const { return response().startLine(); }
    //! Without its head and peer.
    OpenRecord openRecord(bool secure) const;
    QList<Remark> remarks() const;
    //! What came behind the head.
    QByteArray takeWaiting(Direction direction);

private:
    struct Side
    {
        explicit Side(HeadCollector::Kind kind)
            : head(kind)
        { }
        bool isHeadOver() const { return head.status() != HeadCollector::Status::NeedMore; }
        HeadCollector head;
        QByteArray waiting;
    };

    //! More than that, and what answers will never come to a decision.
    static constexpr qsizetype MaxInterimResponses = 100;

    const HeadCollector &request() const { return m_sides[size_t(Direction::Sent)].head; }
    const HeadCollector &response() const { return m_sides[size_t(Direction::Received)].head; }
    void passInterimResponse();
    void remarkOn(Direction direction, QList<Remark> &remarks) const;
    void remarkOnAnswer(QList<Remark> &remarks) const;

    const qsizetype m_maxWaiting;
    std::array<Side, 2> m_sides;
    QList<Remark> m_interim;
    qsizetype m_interimBytes = 0;
    bool m_isOver = false;
};

} // namespace Gantry::Tap
