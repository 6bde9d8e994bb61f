// SPDX-License-Identifier: MIT
#include "attach/tapservice.h"

#include <utility>

namespace Gantry::Attach {

namespace {

//! Collects the replay that the hub gives to a new observer.
class OpenCollector final : public Tap::HubObserver
{
public:
    ~OpenCollector() = default;

    void observe(const Tap::Record &record) override
    {
        Tap::encodeRecord(record, octets);
        connections.insert(Tap::headOf(record).connection);
    }

    QByteArray octets;
    QSet<quint64> connections;
};

} // namespace

TapService::TapService(Tap::Hub &hub, TapServiceOptions options)
    : m_hub(hub)
    , m_options(options)
    , m_recorder(options.ringBytes)
{ }

TapService::~TapService()
{
    detachAll();
}

void TapService::attach(quint64 client, int descriptor, Tap::RecordKinds kinds)
{
    m_kinds.insert(client, kinds);
    if (m_pump)
        m_hub.setKinds(&m_recorder, wantedKinds());
    else
        start();

    // Order matters. Records are gathered for the client first and the live opens
    // collected second, so no open falls between; one that is in both is sent once.
    // The hub replays no open after its close, and everything gathered goes behind
    // the replay, so a close comes last even if it was gathered already.
    m_pump->addClient(client, descriptor, kinds);
    OpenCollector collector;
    if (kinds.testFlag(Tap::RecordKind::Open)) {
        m_hub.addObserver(&collector, Tap::RecordKind::Open);
        m_hub.removeObserver(&collector);
    }
    m_pump->openClient(client, std::move(collector.octets), std::move(collector.connections));
}

void TapService::setKinds(quint64 client, Tap::RecordKinds kinds)
{
    m_kinds.insert(client, kinds);
    m_pump->setKinds(client, kinds);
    m_hub.setKinds(&m_recorder, wantedKinds());
}

void TapService::detach(quint64 client)
{
    if (!m_kinds.remove(client))
        return;
    m_pump->removeClient(client);
    if (m_kinds.isEmpty())
        stop();
    else
        m_hub.setKinds(&m_recorder, wantedKinds());
}

void TapService::detachAll()
{
    m_kinds.clear();
    if (m_pump)
        stop();
}

Tap::RecordKinds TapService::wantedKinds() const
{
    Tap::RecordKinds all;
    for (const Tap::RecordKinds kinds : m_kinds)
        all |= kinds;
    return all;
}

void TapService::start()
{
    // The hub replays to the recorder as well, which ignores it: it is not started.
    m_hub.addObserver(&m_recorder, wantedKinds());
    m_recorder.start();
    m_pump = std::make_unique<RecordPump>(m_recorder, m_options.maxPendingBytes);
    m_pump->start(m_options.lowPriority);
}

void TapService::stop()
{
    m_hub.removeObserver(&m_recorder); // nobody writes from here on
    m_pump.reset(); // and, once all that is there was carried over, nobody reads
    m_recorder.stop();
}

} // namespace Gantry::Attach
