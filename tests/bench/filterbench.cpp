// SPDX-License-Identifier: MIT
// What it costs to filter many frames: expression by expression, in one thread, over
// records that are in memory.
#include "filter/filter.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QCoreApplication>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 Microsecond = 1000;

//! The frames of a sensor feed; one in a thousand is of sensor 42.
QByteArray readingOf(int number)
{
    return R"({"sensor":"sensor-)" + QByteArray::number(number % 1000) + R"(","sequence":)"
        + QByteArray::number(number) + R"(,"celsius":)" + QByteArray::number(number % 700 / 10.0)
        + R"(,"ok":true,"tags":["heat","cellar"],"position":{"x":12.5,"y":-3}})";
}

std::vector<Tap::Record> makeRecords(int count)
{
    std::vector<Tap::Record> records;
    records.reserve(std::size_t(count));
    for (int i = 0; i < count; ++i) {
        Tap::FrameRecord frame;
        frame.head = {.connection = quint64(i % 16 + 1), .timeNs = i * Microsecond};
        frame.direction = i % 4 == 0 ? Tap::Direction::Sent : Tap::Direction::Received;
        frame.messageOpcode = frame.header.opcode;
        frame.payload = readingOf(i);
        frame.header.payloadLength = quint64(frame.payload.size() / 2);
        frame.header.rsv = Core::Rsv1;
        records.emplace_back(std::move(frame));
    }
    return records;
}

struct Figure
{
    qint64 matches = 0;
    double milliseconds = 0;
};

//! The best of some rounds, in time of the processor: what else runs on the machine only
//! ever adds.
Figure measure(const Filter &filter, const std::vector<Tap::Record> &records, int rounds)
{
    Figure best;
    const FilterFacts facts;
    for (int round = 0; round < rounds; ++round) {
        const std::clock_t begin = std::clock();
        const auto matches = std::count_if(records.begin(), records.end(),
                                           [&](const auto &record) { return filter.matches(record, facts); });
        const double milliseconds = double(std::clock() - begin) * 1e3 / CLOCKS_PER_SEC;
        if (round == 0 || milliseconds < best.milliseconds)
            best = {.matches = qint64(matches), .milliseconds = milliseconds};
    }
    return best;
}

const QStringList &standardExpressions()
{
    static const QStringList list{
        u"len > 1k"_s,
        u"dir == send && op in (text, binary) && ratio < 0.6"_s,
        u"text contains \"sensor-42\\\"\""_s,
        u"sensor-42"_s,
        u"hex contains 2d343222"_s,
        u"text ~ \"sensor-4[23]\\\"\""_s,
        u"json.sensor == sensor-42"_s,
        u"json.celsius > 69.8"_s,
        u"json.tags[*] == attic"_s,
        u"dir == send && text contains \"sensor-4\" && len > 100"_s,
        u"json.ok == true && json.position.x > 12 && !(json.celsius < 69)"_s,
    };
    return list;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(u"What filtering many frames costs, in one thread."_s);
    parser.addHelpOption();
    parser.addPositionalArgument(u"expressions"_s, u"Instead of the usual ones."_s, u"[EXPR...]"_s);
    parser.addOptions({{u"frames"_s, u"How many there are (1000000)."_s, u"N"_s, u"1000000"_s},
                       {u"rounds"_s, u"The best of so many counts (3)."_s, u"N"_s, u"3"_s}});
    parser.process(application);
    const int count = parser.value(u"frames"_s).toInt();
    const int rounds = parser.value(u"rounds"_s).toInt();
    if (count <= 0 || rounds <= 0) {
        std::fputs("bench-filter: --frames and --rounds are numbers above 0\n", stderr);
        return 2;
    }
    const std::vector<Tap::Record> records = makeRecords(count);
    const QStringList given = parser.positionalArguments();
    std::printf("%d frames\n%10s %10s  expression\n", count, "CPU ms", "matches");
    for (const QString &expression : given.isEmpty() ? standardExpressions() : given) {
        const Filter::Result result = Filter::compile(expression);
        if (const auto *error = std::get_if<FilterError>(&result)) {
            std::fprintf(stderr, "bench-filter: %s\n%s\n", qPrintable(error->text),
                         qPrintable(pointAt(*error, expression)));
            return 2;
        }
        const Figure figure = measure(std::get<Filter>(result), records, rounds);
        std::printf("%10.1f %10lld  %s\n", figure.milliseconds, static_cast<long long>(figure.matches),
                    qPrintable(expression));
        std::fflush(stdout);
    }
    return 0;
}
