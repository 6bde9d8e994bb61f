// SPDX-License-Identifier: MIT
#include "loadrun.h"

#include <algorithm>
#include <cerrno>

#include <sys/epoll.h>
#include <unistd.h>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr size_t ReadBytes = size_t(512) << 10;
// As many as a server with a short queue of connections takes at once.
constexpr size_t OpeningAtOnce = 32;
// Of a source address; the system has some 28000 ports for each by default.
constexpr int ConnectionsPerSource = 25'000;
constexpr int ChurnSources = 64;
constexpr int EventsPerTurn = 1024;
constexpr int LongestWaitMs = 100;
constexpr double ClosingSeconds = 2;
constexpr quint64 SpareDescriptors = 64;

qint64 toNs(double seconds)
{
    return qint64(seconds * 1e9);
}

double toUs(qint64 nanoseconds)
{
    return double(nanoseconds) / 1e3;
}

QString describe(const std::optional<DeflateAgreement> &agreement)
{
    if (!agreement)
        return {};
    const auto describeOne = [](const DeflateTerms &terms) {
        return u"%1 bits%2"_s.arg(terms.windowBits).arg(terms.takeover ? u", takeover"_s : QString());
    };
    return u"client %1; server %2"_s.arg(describeOne(agreement->client), describeOne(agreement->server));
}

} // namespace

LoadRun::LoadRun(const LoadSettings &settings)
    : m_settings(settings)
    , m_buffer(ReadBytes)
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
{
    m_context = std::make_unique<LoadContext>(LoadContext{.settings = m_settings,
                                                          .owner = *this,
                                                          .buffer = m_buffer,
                                                          .latencies = m_latencies,
                                                          .payloadBytes = m_payloadBytes,
                                                          .epoll = m_epoll});
}

LoadRun::~LoadRun()
{
    m_connections.clear();
    if (m_listener >= 0)
        ::close(m_listener);
    ::close(m_epoll);
}

LoadFigures LoadRun::run()
{
    if (prepare()) {
        while (m_phase != Phase::Done && m_figures.errors.isEmpty())
            turn();
    }
    return m_figures;
}

bool LoadRun::prepare()
{
    const auto address = socketAddressOf(m_settings.url);
    if (!address)
        addError(u"no address that can be used: "_s + m_settings.url.toString());
    else if (m_settings.url.scheme() == "wss"_L1)
        addError(TlsSession::complaint());
    if (!m_figures.errors.isEmpty())
        return false;
    m_address = *address;
    raiseFileLimit(total() + SpareDescriptors);
    for (size_t i = 0; i < total(); ++i)
        m_connections.push_back(std::make_unique<LoadConnection>(*m_context, int(i)));
    m_traffic = makeTraffic(m_settings, std::span(m_connections).first(size_t(m_settings.connections)));
    m_phaseBegin = monotonicNow();
    m_phaseEnd = m_phaseBegin + toNs(m_settings.openTimeout);
    if (m_settings.role == LoadRole::Server)
        return listen() && look();
    if (look())
        connectMore();
    return true;
}

bool LoadRun::look()
{
    const ProcessUsage usage = usageOf(m_settings.watchedProcess);
    if (!usage.isKnown)
        addError(u"there is no process %1"_s.arg(m_settings.watchedProcess));
    m_figures.residentBefore = usage.residentBytes;
    return usage.isKnown;
}

bool LoadRun::listen()
{
    m_listener = listenOn(m_address);
    if (m_listener < 0) {
        addError(u"cannot listen: "_s + qt_error_string(errno));
        return false;
    }
    epoll_event event{};
    event.events = EPOLLIN;
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_listener, &event);
    QUrl url = m_settings.url;
    if (url.scheme() != "ws+unix"_L1)
        url.setPort(portOf(m_listener));
    if (m_onListening)
        m_settings.watchedProcess = m_onListening(url);
    return true;
}

void LoadRun::connectMore()
{
    while (m_started < total() && m_started - m_open < OpeningAtOnce && m_figures.errors.isEmpty())
        connectOne(*m_connections[m_started++]);
}

void LoadRun::connectOne(LoadConnection &connection)
{
    int source = 0;
    if (m_address.isLoopback() && m_settings.mode == LoadMode::Churn)
        source = 1 + int(m_traffic->counts().connections % ChurnSources);
    else if (m_address.isLoopback() && total() > size_t(ConnectionsPerSource))
        source = 1 + connection.number() / ConnectionsPerSource;
    const int descriptor = connectTo(m_address, source);
    if (descriptor < 0)
        return addError(u"cannot connect: "_s + qt_error_string(errno));
    connection.start(descriptor);
}

void LoadRun::acceptAll()
{
    for (;;) {
        const int descriptor = acceptFrom(m_listener);
        if (descriptor < 0) {
            if (errno != EAGAIN)
                addError(u"cannot accept: "_s + qt_error_string(errno));
            return;
        }
        if (m_started == total()) {
            ::close(descriptor);
            return addError(u"there are more than %1 clients"_s.arg(total()));
        }
        m_connections[m_started++]->start(descriptor);
    }
}

void LoadRun::turn()
{
    qint64 now = monotonicNow();
    // The loop counts in milliseconds: what is due sooner is waited for awake.
    const qint64 next = std::min(m_nextTick, m_phaseEnd);
    const int wait = int(std::clamp<qint64>((next - now) / 1'000'000, 0, LongestWaitMs));
    epoll_event events[EventsPerTurn];
    const int count = ::epoll_wait(m_epoll, events, EventsPerTurn, wait);
    for (int i = 0; i < count; ++i) {
        if (auto *connection = static_cast<LoadConnection *>(events[i].data.ptr))
            connection->handleEvents(events[i].events);
        else
            acceptAll();
        if (!m_figures.errors.isEmpty())
            return;
    }
    now = monotonicNow();
    advance(now);
    m_nextTick = m_phase == Phase::Opening ? m_phaseEnd : m_traffic->tick(now);
}

void LoadRun::advance(qint64 now)
{
    const bool isTime = now >= m_phaseEnd;
    switch (m_phase) {
    case Phase::Opening:
        if (m_open == total() || m_settings.mode == LoadMode::Churn)
            beginTraffic(now);
        else if (isTime)
            addError(u"%1 of %2 connections are open after %3 s"_s.arg(m_open).arg(total()).arg(
                m_settings.openTimeout));
        break;
    case Phase::WarmingUp:
        if (isTime)
            beginMeasuring(now);
        break;
    case Phase::Measuring:
        if (isTime)
            endMeasuring(now);
        break;
    case Phase::Closing:
        if (m_open == 0 || isTime)
            m_phase = Phase::Done;
        break;
    case Phase::Done:
        break;
    }
}

void LoadRun::beginTraffic(qint64 now)
{
    m_figures.openSeconds = double(now - m_phaseBegin) / 1e9;
    m_phase = Phase::WarmingUp;
    m_phaseEnd = now + toNs(m_settings.warmUp);
    if (m_settings.connections > 0)
        m_traffic->begin(now);
}

void LoadRun::beginMeasuring(qint64 now)
{
    m_phase = Phase::Measuring;
    m_phaseBegin = now;
    m_phaseEnd = now + toNs(m_settings.seconds);
    m_latencies.clear();
    m_payloadBytes = 0;
    m_countsBefore = m_traffic->counts();
    m_ownBefore = usageOf(0);
    m_usageBefore = usageOf(m_settings.watchedProcess);
    m_figures.residentOpen = m_usageBefore.residentBytes;
}

void LoadRun::endMeasuring(qint64 now)
{
    const ProcessUsage usage = usageOf(m_settings.watchedProcess);
    const TrafficCounts counts = m_traffic->counts();
    m_figures.seconds = double(now - m_phaseBegin) / 1e9;
    m_figures.messages = counts.messages - m_countsBefore.messages;
    m_figures.connections = counts.connections - m_countsBefore.connections;
    m_figures.skipped = counts.skipped - m_countsBefore.skipped;
    m_figures.cpuSeconds = usage.cpuSeconds - m_usageBefore.cpuSeconds;
    m_figures.userSeconds = usage.userSeconds - m_usageBefore.userSeconds;
    m_figures.systemSeconds = usage.systemSeconds - m_usageBefore.systemSeconds;
    m_figures.payloadBytes = m_payloadBytes;
    m_figures.residentAfter = usage.residentBytes;
    m_figures.ownCpuSeconds = usageOf(0).cpuSeconds - m_ownBefore.cpuSeconds;
    m_figures.p50 = toUs(m_latencies.percentile(0.5));
    m_figures.p99 = toUs(m_latencies.percentile(0.99));
    m_figures.longest = toUs(m_latencies.largest());
    if (!usage.isKnown)
        addError(u"process %1 has ended"_s.arg(m_settings.watchedProcess));
    if (m_settings.connections > 0 && m_figures.units(m_settings.mode) == 0)
        addError(u"nothing came back within %1 s"_s.arg(m_settings.seconds));
    m_traffic->end();
    m_phase = Phase::Closing;
    m_phaseEnd = now + toNs(ClosingSeconds);
    for (const auto &connection : m_connections)
        connection->close();
}

void LoadRun::opened(LoadConnection &connection)
{
    ++m_open;
    if (m_figures.cipher.isEmpty())
        m_figures.cipher = connection.cipher();
    if (m_figures.agreement.isEmpty())
        m_figures.agreement = describe(connection.deflate());
    if (m_phase == Phase::Closing)
        connection.close();
    else if (m_settings.mode == LoadMode::Churn)
        connection.send(1, monotonicNow());
    else if (m_settings.role == LoadRole::Client)
        connectMore();
}

void LoadRun::replied(LoadConnection &connection, int messages)
{
    m_traffic->replied(connection, messages);
}

void LoadRun::ended(LoadConnection &connection)
{
    --m_open;
    if (m_settings.mode != LoadMode::Churn || m_phase == Phase::Closing)
        return;
    m_traffic->countConnection();
    connectOne(connection);
}

void LoadRun::failed(LoadConnection &connection, const QString &reason)
{
    // The figures are there; who cuts a last message short does not change them.
    if (m_phase == Phase::Closing)
        --m_open;
    else
        addError(u"connection %1: %2"_s.arg(connection.number()).arg(reason));
}

const FrameBlock &LoadRun::blockFor(const std::optional<DeflateTerms> &deflate)
{
    auto found = m_blocks.find(deflate);
    if (found == m_blocks.end())
        found = m_blocks.emplace(deflate, makeBlock(m_settings, deflate)).first;
    return found->second;
}

void LoadRun::addError(const QString &error)
{
    if (!error.isEmpty())
        m_figures.errors.append(error);
}

} // namespace Gantry::Bench
