// SPDX-License-Identifier: MIT
// Watches the hub for as long as somebody wants to see it: the first inspector makes
// the rings and the pump, the last one takes them away. Lives in the control thread,
// which runs at normal priority, because registering with the hub takes a lock that
// opening connections take, too.
#pragma once

#include "attach/recorder.h"
#include "attach/recordpump.h"

#include <QtCore/QHash>

#include <memory>

namespace Gantry::Attach {

struct TapServiceOptions
{
    //! Octets of each watched thread's ring, a power of two. At 100,000 messages of
    //! 100 octets a second, both directions, 8 MiB last a fifth of a second.
    qsizetype ringBytes = 8 * 1024 * 1024;
    //! Octets that wait for one inspector before records are dropped for it.
    qsizetype maxPendingBytes = 16 * 1024 * 1024;
    //! The thread that carries records runs when nobody else wants to; for tests on
    //! busy machines this can be switched off.
    bool lowPriority = true;
};

class TapService
{
public:
    TapService(Tap::Hub &hub, TapServiceOptions options);
    ~TapService();
    Q_DISABLE_COPY_MOVE(TapService)

    //! \a client, a number of the caller's, gets the opens of all live connections
    //! and then what happens, through \a descriptor (non-blocking; duplicated).
    void attach(quint64 client, int descriptor, Tap::RecordKinds kinds);
    void setKinds(quint64 client, Tap::RecordKinds kinds);
    void detach(quint64 client);
    //! Ends with what happened so far: it is sent, as far as the sockets take it.
    void detachAll();
    bool isAttached(quint64 client) const { return m_kinds.contains(client); }

private:
    Tap::RecordKinds wantedKinds() const;
    void start();
    void stop();

    Tap::Hub &m_hub;
    const TapServiceOptions m_options;
    QHash<quint64, Tap::RecordKinds> m_kinds;
    Recorder m_recorder;
    std::unique_ptr<RecordPump> m_pump;
};

} // namespace Gantry::Attach
