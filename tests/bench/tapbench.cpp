// SPDX-License-Identifier: MIT
// What the tap costs an echo-server: nobody attached, an inspector that reads, one
// that is stopped. Phases alternate, and what counts is the median of the ratios
// within a round, because machines change their pace between rounds.
//
// That the idle tap costs next to nothing cannot be seen in such figures, which
// scatter by more than a percent. So its test is timed by itself and set against
// the time that the server spends on a message.
#include "tapechoload.h"
#include "tapserverprocess.h"

#include "attach/attachclient.h"
#include "tap/hub.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QCoreApplication>
#include <QtCore/QEventLoop>
#include <QtCore/QTimer>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

using namespace Gantry;
using namespace Gantry::Bench;
using namespace Qt::Literals::StringLiterals;

namespace {

//! Calls into the tap for one echo: octets, frame observer and message, both ways.
constexpr int IdleTestsPerEcho = 6;

enum Phase { Idle, Attached, Stalled, PhaseCount };
constexpr const char *PhaseNames[PhaseCount] = {"idle", "attached", "stalled"};

struct Settings
{
    int rounds = 5;
    std::chrono::milliseconds duration{1000};
    int connections = 32;
    int inFlight = 1;
    int payloadBytes = 100;
    QString inspector;
};

struct Sample
{
    double perSecond = 0;
    double cpuNsPerMessage = 0;
    double silenceMs = 0;
    double receivedPercent = 0; //!< of the records, by the reader
};
using Samples = std::vector<Sample>;

int fail(const QString &text)
{
    std::fprintf(stderr, "bench-tap: %s\n", qPrintable(text));
    return 1;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

double medianOf(const Samples &samples, double Sample::*member)
{
    std::vector<double> values;
    for (const Sample &sample : samples)
        values.push_back(sample.*member);
    return median(values);
}

double medianRatio(const Samples &samples, const Samples &base, double Sample::*member)
{
    std::vector<double> ratios;
    for (size_t i = 0; i < samples.size(); ++i)
        ratios.push_back(samples[i].*member / (base[i].*member));
    return median(ratios);
}

double idleTestNs()
{
    constexpr int Count = 50'000'000;
    quint64 observed = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < Count; ++i) {
        if (Tap::Hub::isObserved(Tap::RecordKind::Frame)) [[unlikely]]
            ++observed;
        asm volatile("" ::: "memory"); // a load each time, as between two messages
    }
    const std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - begin;
    return observed == 0 ? elapsed.count() / Count : -1;
}

Sample measure(TapEchoLoad &load, const TapServerProcess &server, const Settings &settings)
{
    const double cpuBefore = server.servingSeconds();
    const LoadFigures figures = load.run(settings.duration);
    const double cpu = server.servingSeconds() - cpuBefore;
    const auto messages = double(figures.messages);
    return {messages / figures.seconds, cpu * 1e9 / messages, double(figures.longestSilence.count()) / 1e6,
            0};
}

QString measureRound(TapEchoLoad &load, const TapServerProcess &server, const Settings &settings,
                     std::vector<Samples> &samples)
{
    samples[Idle].push_back(measure(load, server, settings));
    TapReaderProcess reader;
    if (const QString error = reader.start(server.pid(), settings.inspector); !error.isEmpty())
        return error;
    // The first run of a phase warms it up: rings get their pages, an inspector starts.
    Settings warmUp = settings;
    warmUp.duration = std::chrono::milliseconds(settings.inspector.isEmpty() ? 200 : 1500);
    measure(load, server, warmUp);
    const bool counts = settings.inspector.isEmpty();
    if (counts)
        reader.takeReceivedPercent();
    samples[Attached].push_back(measure(load, server, settings));
    if (counts)
        samples[Attached].back().receivedPercent = reader.takeReceivedPercent();
    reader.stall();
    measure(load, server, warmUp);
    samples[Stalled].push_back(measure(load, server, settings));
    return {};
}

void printTable(const std::vector<Samples> &samples, const Settings &settings)
{
    std::printf("%d connections x %d in flight, %d octets, %d rounds of %lld ms\n\n", settings.connections,
                settings.inFlight, settings.payloadBytes, settings.rounds,
                static_cast<long long>(settings.duration.count()));
    std::printf("%-10s %14s %8s %16s %8s %16s\n", "inspector", "messages/s", "ratio", "server CPU ns",
                "ratio", "longest gap ms");
    for (int phase = Idle; phase < PhaseCount; ++phase) {
        const Samples &own = samples[size_t(phase)];
        double silence = 0;
        for (const Sample &sample : own)
            silence = std::max(silence, sample.silenceMs);
        std::printf("%-10s %14.0f %8.3f %16.0f %8.3f %16.1f\n", PhaseNames[phase],
                    medianOf(own, &Sample::perSecond), medianRatio(own, samples[Idle], &Sample::perSecond),
                    medianOf(own, &Sample::cpuNsPerMessage),
                    medianRatio(own, samples[Idle], &Sample::cpuNsPerMessage), silence);
    }
    const double test = idleTestNs();
    const double message = medianOf(samples[Idle], &Sample::cpuNsPerMessage);
    if (settings.inspector.isEmpty())
        std::printf("\nattached: the reader got %.1f %% of the records\n",
                    medianOf(samples[Attached], &Sample::receivedPercent));
    std::printf("\nidle tap: %d tests of %.2f ns for an echo of %.0f ns, %.3f %%\n", IdleTestsPerEcho, test,
                message, 100 * IdleTestsPerEcho * test / message);
}

int bench(const Settings &settings)
{
    TapServerProcess server;
    if (const QString error = server.start(); !error.isEmpty())
        return fail(error);
    TapEchoLoad load(server.port(), settings.connections, settings.inFlight, settings.payloadBytes);
    if (!load.error().isEmpty())
        return fail(QString::fromLocal8Bit(load.error()));
    measure(load, server, settings); // warm-up
    std::vector<Samples> samples(PhaseCount);
    for (int round = 0; round < settings.rounds; ++round) {
        if (const QString error = measureRound(load, server, settings, samples); !error.isEmpty())
            return fail(error);
    }
    printTable(samples, settings);
    return 0;
}

//! An inspector that reads all records and does nothing with them.
int readFrom(qint64 pid)
{
    Attach::AttachClient client;
    quint64 received = 0;
    quint64 dropped = 0;
    QObject::connect(&client, &Attach::AttachClient::recordsReady, &client,
                     [&](const QList<Tap::Record> &records) {
                         for (const Tap::Record &record : records) {
                             const auto *drop = std::get_if<Tap::DropRecord>(&record);
                             received += drop ? 0 : 1;
                             dropped += drop ? drop->count : 0;
                         }
                     });
    QTimer report;
    QObject::connect(&report, &QTimer::timeout, &client, [&] {
        std::printf("%llu %llu\n", static_cast<unsigned long long>(received),
                    static_cast<unsigned long long>(dropped));
        std::fflush(stdout);
    });
    report.start(100);
    QObject::connect(&client, &Attach::AttachClient::attached, &client, [] {
        std::puts("attached");
        std::fflush(stdout);
    });
    QObject::connect(&client, &Attach::AttachClient::disconnected, qApp, &QCoreApplication::quit);
    QObject::connect(&client, &Attach::AttachClient::errorOccurred, qApp, [](const QString &text) {
        fail(text);
        QCoreApplication::exit(1);
    });
    client.connectTo(pid);
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(u"What the tap costs an echo-server, measured over loopback."_s);
    parser.addHelpOption();
    parser.addOptions({
        {u"rounds"_s, u"Rounds of the three phases (5)."_s, u"n"_s, u"5"_s},
        {u"seconds"_s, u"Length of a phase (1)."_s, u"s"_s, u"1"_s},
        {u"connections"_s, u"Connections (32)."_s, u"n"_s, u"32"_s},
        {u"in-flight"_s, u"Messages under way on each (1)."_s, u"n"_s, u"1"_s},
        {u"size"_s, u"Octets of a message, up to 65535 (100)."_s, u"n"_s, u"100"_s},
        {u"inspector"_s, u"gantry-inspector to attach; without it, a reader that discards."_s, u"path"_s},
        {u"read"_s, u"Only attach to a process and read."_s, u"pid"_s},
    });
    parser.process(application);
    if (parser.isSet(u"read"_s))
        return readFrom(parser.value(u"read"_s).toLongLong());
    return bench({
        .rounds = std::max(1, parser.value(u"rounds"_s).toInt()),
        .duration = std::chrono::milliseconds(qint64(parser.value(u"seconds"_s).toDouble() * 1000)),
        .connections = std::clamp(parser.value(u"connections"_s).toInt(), 1, 10'000),
        .inFlight = std::clamp(parser.value(u"in-flight"_s).toInt(), 1, 1000),
        .payloadBytes = std::clamp(parser.value(u"size"_s).toInt(), 0, 65535),
        .inspector = parser.value(u"inspector"_s),
    });
}
