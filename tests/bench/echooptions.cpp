// SPDX-License-Identifier: MIT
#include "echooptions.h"

#include <QtCore/QCommandLineParser>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

void declare(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
        u"Loads a WebSocket server that echoes, and says how much it does with a second of CPU time."_s);
    parser.addPositionalArgument(u"url"_s, u"ws://, wss:// or ws+unix:/path; hosts are numbers."_s);
    parser.addOptions({
        {{u"h"_s, u"help"_s}, u"Shows this help."_s},
        {u"connections"_s, u"Connections that send."_s, u"N"_s, u"32"_s},
        {u"in-flight"_s, u"Messages under way on each (--rate: at most)."_s, u"N"_s, u"1"_s},
        {u"size"_s, u"Octets of a message (--deflate: 1024)."_s, u"N"_s, u"125"_s},
        {u"payload"_s, u"What they hold; mixed: UTF-8 of many scripts."_s, u"binary|text|mixed"_s, u"text"_s},
        {u"deflate"_s, u"Wants permessage-deflate, and sends JSON."_s},
        {u"window-bits"_s, u"Of both directions."_s, u"N"_s, u"15"_s},
        {u"level"_s, u"zlib's, of what is sent."_s, u"N"_s, u"6"_s},
        {u"no-takeover"_s, u"Each message is compressed by itself."_s},
        {u"seconds"_s, u"Length of what is measured."_s, u"S"_s, u"2"_s},
        {u"warmup"_s, u"Before that."_s, u"S"_s, u"0.5"_s},
        {u"open-timeout"_s, u"Until all connections are open."_s, u"S"_s, u"60"_s},
        {u"rate"_s, u"Messages a second in all, by the clock: for latencies."_s, u"N"_s},
        {u"churn"_s, u"Each connection is opened, used once and closed, over and over."_s},
        {u"idle"_s, u"Connections beside those that send."_s, u"N"_s, u"0"_s},
        {u"broadcast"_s, u"One connection sends, the server sends that to all."_s},
        {u"role"_s, u"server: listens at the address, and clients echo."_s, u"client|server"_s, u"client"_s},
        {u"pid"_s,
         u"The process whose time and memory count; -: read from standard input once clients can connect."_s,
         u"PID"_s, u"0"_s},
        {u"json"_s, u"-: the figures as one JSON object."_s, u"-"_s},
    });
}

//! Reads numbers and words, and keeps the first complaint.
class Reader
{
public:
    explicit Reader(const QCommandLineParser &parser)
        : m_parser(parser)
    { }

    double number(const QString &name, double least, double most)
    {
        bool isNumber = false;
        const double value = m_parser.value(name).toDouble(&isNumber);
        if (isNumber && value >= least && value <= most)
            return value;
        complain(u"--%1 wants a number from %2 to %3"_s.arg(name).arg(least).arg(most, 0, 'f', 0));
        return least;
    }

    int whole(const QString &name, int least, int most)
    {
        const double value = number(name, least, most);
        if (value != int(value))
            complain(u"--%1 wants a whole number"_s.arg(name));
        return int(value);
    }

    qsizetype choice(const QString &name, const QStringList &choices)
    {
        const qsizetype index = choices.indexOf(m_parser.value(name));
        if (index < 0)
            complain(u"--%1 wants one of %2"_s.arg(name, choices.join(u", "_s)));
        return std::max<qsizetype>(0, index);
    }

    void complain(const QString &text)
    {
        if (complaint.isEmpty())
            complaint = text;
    }

    QString complaint;

private:
    const QCommandLineParser &m_parser;
};

QUrl readUrl(const QCommandLineParser &parser, Reader &reader)
{
    if (parser.positionalArguments().size() != 1) {
        reader.complain(u"one address is wanted"_s);
        return {};
    }
    const QUrl url(parser.positionalArguments().constFirst(), QUrl::StrictMode);
    if (!url.isValid() || !QStringList{u"ws"_s, u"wss"_s, u"ws+unix"_s}.contains(url.scheme()))
        reader.complain(u"not a ws, wss or ws+unix address: "_s + parser.positionalArguments().constFirst());
    return url;
}

LoadMode readMode(const QCommandLineParser &parser, Reader &reader)
{
    LoadMode mode = LoadMode::Echo;
    const std::pair<QString, LoadMode> modes[] = {
        {u"rate"_s, LoadMode::Rate}, {u"churn"_s, LoadMode::Churn}, {u"broadcast"_s, LoadMode::Broadcast}};
    for (const auto &[name, its] : modes) {
        if (!parser.isSet(name))
            continue;
        if (mode != LoadMode::Echo)
            reader.complain(u"--rate, --churn and --broadcast exclude each other"_s);
        mode = its;
    }
    return mode;
}

void refuseWhatCannotBe(const LoadSettings &load, Reader &reader)
{
    if (load.connections + load.idle == 0)
        reader.complain(u"no connections"_s);
    if (load.mode != LoadMode::Echo && load.connections == 0)
        reader.complain(u"--connections 0 is for --idle alone"_s);
    if (load.mode == LoadMode::Broadcast && load.idle > 0)
        reader.complain(u"--broadcast knows no idle connections"_s);
    if (load.mode == LoadMode::Churn && load.idle > 0)
        reader.complain(u"--churn knows no idle connections"_s);
    if (load.role == LoadRole::Server && (load.mode == LoadMode::Churn || load.mode == LoadMode::Broadcast))
        reader.complain(u"--role server knows neither --churn nor --broadcast"_s);
    if (load.role == LoadRole::Server && load.url.scheme() == "wss"_L1)
        reader.complain(u"--role server knows no wss"_s);
}

LoadSettings readLoad(const QCommandLineParser &parser, Reader &reader)
{
    constexpr int Most = 1'000'000;
    LoadSettings load;
    load.url = readUrl(parser, reader);
    load.role = LoadRole(reader.choice(u"role"_s, {u"client"_s, u"server"_s}));
    load.mode = readMode(parser, reader);
    load.connections = reader.whole(u"connections"_s, 0, Most);
    load.idle = reader.whole(u"idle"_s, 0, Most);
    load.inFlight = reader.whole(u"in-flight"_s, 1, 100'000);
    load.size = reader.whole(u"size"_s, 0, 1 << 28);
    load.payload = PayloadKind(reader.choice(u"payload"_s, {u"binary"_s, u"text"_s, u"mixed"_s}));
    load.seconds = reader.number(u"seconds"_s, 0.01, 3600);
    load.warmUp = reader.number(u"warmup"_s, 0, 3600);
    load.openTimeout = reader.number(u"open-timeout"_s, 0.1, 3600);
    if (parser.value(u"pid"_s) != "-"_L1)
        load.watchedProcess = reader.whole(u"pid"_s, 0, 1 << 30);
    else if (load.role != LoadRole::Server)
        reader.complain(u"--pid - is for --role server"_s);
    if (parser.isSet(u"deflate"_s)) {
        load.deflate = DeflateSettings{.windowBits = reader.whole(u"window-bits"_s, 9, 15),
                                       .level = reader.whole(u"level"_s, 1, 9),
                                       .takeover = !parser.isSet(u"no-takeover"_s)};
        load.size = parser.isSet(u"size"_s) ? reader.whole(u"size"_s, 256, 1 << 19) : 1024;
    }
    if (load.mode == LoadMode::Rate) {
        load.rate = reader.number(u"rate"_s, 0.1, 1e8);
        load.inFlight = parser.isSet(u"in-flight"_s) ? load.inFlight : 1000;
    }
    refuseWhatCannotBe(load, reader);
    return load;
}

} // namespace

EchoOptions readEchoOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    declare(parser);
    EchoOptions options;
    if (!parser.parse(arguments)) {
        options.complaint = parser.errorText();
        return options;
    }
    if (parser.isSet(u"help"_s)) {
        options.help = parser.helpText();
        return options;
    }
    Reader reader(parser);
    options.load = readLoad(parser, reader);
    options.asksForProcess = parser.value(u"pid"_s) == "-"_L1;
    options.asJson = parser.isSet(u"json"_s);
    if (options.asJson && parser.value(u"json"_s) != "-"_L1)
        reader.complain(u"--json writes to standard output alone: --json -"_s);
    options.complaint = reader.complaint;
    return options;
}

} // namespace Gantry::Bench
