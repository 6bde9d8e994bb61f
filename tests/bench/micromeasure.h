// SPDX-License-Identifier: MIT
// How long one call takes, where it takes nanoseconds.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QString>

#include <algorithm>
#include <chrono>

namespace Gantry::Bench {

struct MicroFigure
{
    QString name;
    qsizetype octets = 0; //!< that one call works on
    double ns = 0; //!< of one call, or of one message
    //! Gigabytes (10^9) a second; 0 where octets say nothing.
    double gigabytes() const { return ns > 0 ? double(octets) / ns : 0; }
};

//! The best of several rounds: what disturbs a measurement only ever makes it longer.
template<typename Call>
double nsOf(Call &&call)
{
    using namespace std::chrono;
    constexpr int Rounds = 7;
    constexpr auto RoundTime = milliseconds(40);
    const auto timed = [&call](qint64 count) {
        const auto begin = steady_clock::now();
        for (qint64 i = 0; i < count; ++i)
            call();
        return double(nanoseconds(steady_clock::now() - begin).count());
    };
    qint64 count = 1;
    double first = timed(count);
    while (first < 1e6) {
        count *= 4;
        first = timed(count);
    }
    count = std::max<qint64>(1, qint64(double(count) * double(nanoseconds(RoundTime).count()) / first));
    double best = timed(count);
    for (int round = 1; round < Rounds; ++round)
        best = std::min(best, timed(count));
    return best / double(count);
}

//! Text of exactly \a size octets: ASCII, or Latin, Greek, Chinese and an emoji among it.
QByteArray textOf(qsizetype size, bool isMixed);

//! Masking, UTF-8 and headers, each alone.
QList<MicroFigure> measureParts();
//! From octets that came to octets that are written: everything of ours.
QList<MicroFigure> measurePath();

} // namespace Gantry::Bench
