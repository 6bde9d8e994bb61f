// SPDX-License-Identifier: MIT
// The thread that carries records from the rings to the inspectors' sockets. Runs
// at low priority and shares no lock with the threads that are watched, so they
// keep their processor time: what it cannot carry away in time is dropped, counted.
#pragma once

#include "attach/clientoutput.h"
#include "attach/recorder.h"

#include <atomic>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace Gantry::Attach {

class RecordPump
{
public:
    //! \a recorder is borrowed.
    RecordPump(Recorder &recorder, qsizetype maxPendingBytes);
    //! Carries over what is there, and ends.
    ~RecordPump();
    Q_DISABLE_COPY_MOVE(RecordPump)

    //! Begins to carry records. \a lowPriority: only tests run without.
    void start(bool lowPriority);

    //! Records for \a client are gathered from now on, and sent once it is opened
    //! (see ClientOutput).
    void addClient(quint64 client, int descriptor, Tap::RecordKinds kinds);
    void openClient(quint64 client, QByteArray replay, QSet<quint64> replayed);
    void setKinds(quint64 client, Tap::RecordKinds kinds);
    void removeClient(quint64 client);

private:
    //! A slot's part of one round: entries up to end.
    struct Reading
    {
        RecordSlot *slot = nullptr;
        RecordRing *ring = nullptr;
        quint64 end = 0;
        QByteArrayView record = {};
        Tap::EncodedHead head = {};
    };

    void run(bool lowPriority);
    void carryOver();
    std::vector<Reading> readings();
    static bool advance(Reading &reading);
    void forwardInOrderOfTime(std::vector<Reading> &readings);
    void forward(const Reading &reading);
    void forwardDrops(DropCount &drops);
    void settle(RecordSlot &slot);
    void waitForSockets();

    Recorder &m_recorder;
    const qsizetype m_maxPendingBytes;
    std::mutex m_mutex; //!< guards the clients; never taken by a producing thread
    std::map<quint64, ClientOutput> m_clients;
    std::atomic<bool> m_isStopping{false};
    // Not a QThread: ThreadSanitizer cannot see into Qt how one is waited for.
    std::thread m_thread; //!< last, as it uses the others
};

} // namespace Gantry::Attach
