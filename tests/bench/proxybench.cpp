// SPDX-License-Identifier: MIT
// What gantry-inspector's proxies add to a round trip, and how many frames a second
// they hold while they record: an echo over loopback, directly and through both, in
// turns within one run, because machines change their pace between runs.
#include "proxybenchpeer.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QCoreApplication>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtCore/QUrl>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <vector>

using namespace Gantry::Bench;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double MostAddedUs = 100;
constexpr double LeastFrames = 50'000;

enum Way { Direct, Reverse, Forward, WayCount };
constexpr std::array<const char *, WayCount> WayNames{"direct", "reverse proxy", "forward proxy"};

struct Settings
{
    int rounds = 7;
    int echoes = 3000;
    int size = 125;
    int inFlight = 16;
    double seconds = 1;
    QString recordFile;
};

struct Sample
{
    double p50 = 0; //!< microseconds
    double framesPerSecond = 0;
};
using Samples = std::array<std::vector<Sample>, WayCount>;

int fail(const QString &text)
{
    std::fprintf(stderr, "bench-proxy: %s\n", qPrintable(text));
    return 1;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

//! The programs under way, as processes of their own.
class Programs
{
public:
    ~Programs()
    {
        for (QProcess *process : {&m_inspector, &m_server}) {
            process->terminate();
            if (!process->waitForFinished(5000))
                process->kill();
            process->waitForFinished(5000);
        }
    }

    //! Empty, or why not.
    QString start(const QString &recordFile)
    {
        const QString folder = QCoreApplication::applicationDirPath();
        m_server.start(folder + "/echo-server"_L1,
                       {u"--listen"_s, u"ws://127.0.0.1:0"_s, u"--no-ping"_s, u"--no-deflate"_s});
        const QUrl server = nextUrl(m_server);
        if (server.port() <= 0)
            return u"echo-server does not start: "_s + m_server.errorString();
        m_inspector.start(folder + "/gantry-inspector"_L1,
                          {u"--headless"_s, u"--proxy"_s, u"ws://127.0.0.1:0="_s + server.toString(),
                           u"--forward-proxy"_s, u"http://127.0.0.1:0"_s, u"--ca-dir"_s,
                           m_folder.filePath(u"ca"_s), u"--jsonl"_s, recordFile});
        for (int i = 0; i < 2; ++i) {
            const QUrl url = nextUrl(m_inspector);
            m_ports[url.scheme() == "http"_L1 ? Forward : Reverse] = quint16(url.port(0));
        }
        m_ports[Direct] = quint16(server.port());
        return m_ports[Forward] != 0 && m_ports[Reverse] != 0 ? QString()
                                                              : u"gantry-inspector does not start"_s;
    }

    //! A connection to the echo-server.
    std::unique_ptr<ProxyBenchPeer> connect(Way way) const
    {
        const quint16 tunnelTo = way == Forward ? m_ports[Direct] : quint16(0);
        return std::make_unique<ProxyBenchPeer>(m_ports[size_t(way)], tunnelTo);
    }

private:
    static QUrl nextUrl(QProcess &process)
    {
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        while (!process.canReadLine() && process.waitForReadyRead(10'000)) { }
        return QUrl(QString::fromUtf8(process.readLine()).trimmed().section(u' ', -1));
    }

    QTemporaryDir m_folder;
    QProcess m_server;
    QProcess m_inspector;
    std::array<quint16, WayCount> m_ports{};
};

QString measure(const Programs &programs, const Settings &settings, Samples &samples)
{
    for (int way = Direct; way < WayCount; ++way) {
        const auto peer = programs.connect(Way(way));
        if (!peer->isOpen())
            return u"no connection: "_s + QLatin1StringView(WayNames[size_t(way)]);
        peer->roundTrips(settings.echoes / 10, settings.size); // warm-up
        std::vector<double> times = peer->roundTrips(settings.echoes, settings.size);
        const double p50 = median(std::move(times));
        const double messages = peer->messagesPerSecond(settings.inFlight, settings.size, settings.seconds);
        if (!peer->isOpen())
            return u"a connection broke: "_s + QLatin1StringView(WayNames[size_t(way)]);
        samples[size_t(way)].push_back({.p50 = p50, .framesPerSecond = 2 * messages});
    }
    return {};
}

void print(const Samples &samples, const Settings &settings)
{
    std::printf("%d octets, %d rounds of %d echoes one by one, then %d in flight for %g s; records to %s\n\n",
                settings.size, settings.rounds, settings.echoes, settings.inFlight, settings.seconds,
                qPrintable(settings.recordFile));
    std::printf("%-14s %12s %12s %14s\n", "", "p50 us", "added us", "frames/s");
    for (int way = Direct; way < WayCount; ++way) {
        std::vector<double> p50;
        std::vector<double> added;
        std::vector<double> frames;
        for (size_t round = 0; round < samples[size_t(way)].size(); ++round) {
            const Sample &sample = samples[size_t(way)][round];
            p50.push_back(sample.p50);
            added.push_back(sample.p50 - samples[Direct][round].p50);
            frames.push_back(sample.framesPerSecond);
        }
        std::printf("%-14s %12.1f %12.1f %14.0f", WayNames[size_t(way)], median(p50), median(added),
                    median(frames));
        if (way != Direct)
            std::printf("   %s <= %.0f us  %s >= %.0f frames/s",
                        median(added) <= MostAddedUs ? "ok:" : "MISSED:", MostAddedUs,
                        median(frames) >= LeastFrames ? "ok:" : "MISSED:", LeastFrames);
        std::putchar('\n');
    }
}

int bench(const Settings &settings)
{
    Programs programs;
    if (const QString error = programs.start(settings.recordFile); !error.isEmpty())
        return fail(error);
    Samples samples;
    for (int round = 0; round < settings.rounds; ++round) {
        if (const QString error = measure(programs, settings, samples); !error.isEmpty())
            return fail(error);
    }
    print(samples, settings);
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(u"What the inspector's proxies add to an echo over loopback."_s);
    parser.addHelpOption();
    parser.addOptions({
        {u"rounds"_s, u"Rounds of the three ways (7)."_s, u"n"_s, u"7"_s},
        {u"echoes"_s, u"Echoes one by one in a round (3000)."_s, u"n"_s, u"3000"_s},
        {u"size"_s, u"Octets of a message, up to 65535 (125)."_s, u"n"_s, u"125"_s},
        {u"in-flight"_s, u"Messages under way when frames are counted (16)."_s, u"n"_s, u"16"_s},
        {u"seconds"_s, u"How long they are counted (1)."_s, u"s"_s, u"1"_s},
        {u"records"_s, u"Where the inspector writes its JSON lines (/dev/null)."_s, u"file"_s,
         u"/dev/null"_s},
    });
    parser.process(application);
    return bench({
        .rounds = std::max(1, parser.value(u"rounds"_s).toInt()),
        .echoes = std::clamp(parser.value(u"echoes"_s).toInt(), 10, 1'000'000),
        .size = std::clamp(parser.value(u"size"_s).toInt(), 0, 65535),
        .inFlight = std::clamp(parser.value(u"in-flight"_s).toInt(), 1, 100),
        .seconds = std::clamp(parser.value(u"seconds"_s).toDouble(), 0.1, 60.0),
        .recordFile = parser.value(u"records"_s),
    });
}
