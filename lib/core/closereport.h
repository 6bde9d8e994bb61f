// SPDX-License-Identifier: MIT
// Collects what led to the end of a connection and turns it into the one CloseInfo.
// The first cause counts: what follows from it does not replace it.
#pragma once

#include "core/closeinfo.h"

#include <memory>

namespace Gantry::Core {

class CloseReport
{
public:
    //! How far the connection has come; a cause noted later carries it.
    void setPhase(ClosePhase phase) noexcept { m_phase = phase; }

    //! A close frame left; \a code 0: without a code.
    void closeSent(quint16 code, QByteArrayView reason);
    //! A close frame came; \a code 1005: without a code.
    void closeReceived(quint16 code, QByteArrayView reason);
    //! Something ended it: a broken rule, a refused handshake, a deadline, abort().
    void ended(ClosedBy by, CloseCode code, QByteArrayView reason, int httpStatus = 0);
    //! What ended it, in addition: the first rule and the first deadline stay.
    void ruleBroken(Violation violation);
    void timedOut(CloseTimeout timeout);

    bool wasClean() const noexcept
    {
        return m_info && m_info->localCode != 0 && m_info->remoteCode != 0 && !m_ended;
    }
    //! The transport is gone; nothing is noted any more.
    const CloseInfo &finish(TransportEnd end, QByteArrayView text);
    const CloseInfo &info() const noexcept;

private:
    void setCause(ClosedBy by, quint16 code, QByteArrayView reason);

    CloseInfo &note();

    std::unique_ptr<CloseInfo> m_info; //!< nullptr: nothing happened yet
    ClosePhase m_phase = ClosePhase::Connecting;
    bool m_hasCause = false;
    bool m_ended = false;
};

} // namespace Gantry::Core
